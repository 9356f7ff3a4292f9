/**
 * One of everything that a spool does, by a process that dies at the step on disk that its parent names. Before each
 * thing that must not be forgotten it says so in its diary: `kept id`, `acked id`.
 */
import { appendFileSync } from "node:fs";
import type { SpoolClaim } from "../../../../src/delivery/spool/spool.js";
import { mortalNode } from "./mortal-node.js";
import { openSpoolOf } from "./open-spool.js";

const { TEST_DIR = "", TEST_DIARY = "", TEST_STEP = "0", TEST_TORN } = process.env;
const node = mortalNode(Number(TEST_STEP), TEST_TORN === "true");
const spool = openSpoolOf(TEST_DIR, node);

const batch = (...ids: string[]) => ({
  kind: "span" as const,
  records: ids.map((id) => ({ kind: "span" as const, id, json: JSON.stringify({ id, text: "ü".repeat(50) }) })),
});
const note = (word: "kept" | "acked", ids: readonly string[]) => {
  for (const id of ids) appendFileSync(TEST_DIARY, `${word} ${id}\n`);
};
const ack = async (claim: SpoolClaim | undefined) => {
  note("acked", claim?.records.map(({ id }) => id) ?? []);
  await claim?.remove();
};

await spool.keep(batch("a", "b"));
note("kept", ["a", "b"]);
await spool.keep(batch("c", "d"));
note("kept", ["c", "d"]);
spool.keepNow(batch("e"));
note("kept", ["e"]);
const persisted = await spool.persist(batch("f", "g"));
note("kept", ["f", "g"]);
await (await spool.claimOldest())?.release();
await ack(await spool.claimOldest());
await spool.keep(batch("h"));
note("kept", ["h"]);
(await spool.claimOldest())?.releaseNow();
await ack(persisted);

const journal = spool.openJournal();
const { records } = batch("i", "j", "k");
for (const record of records) {
  journal.append(record);
  note("kept", [record.id]);
}
const [first, ...others] = records;
note("acked", ["i"]);
if (first !== undefined) journal.settled([first]);
await spool.keep({ kind: "span", records: others });
journal.settled(others);
for (const record of batch("l", "m").records) {
  journal.append(record);
  note("kept", [record.id]);
}
