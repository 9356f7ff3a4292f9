/** Takes records in every way a process can have them to itself, tells which, and lives until it is killed. */
import { openSpoolOf } from "./open-spool.js";

const spool = openSpoolOf(process.env.TEST_DIR ?? "");
const span = (id: string) => ({ kind: "span" as const, id, json: JSON.stringify({ id }) });

await spool.keep({ kind: "span", records: [span("kept")] });
await spool.claimOldest();
await spool.persist({ kind: "span", records: [span("persisted-1"), span("persisted-2")] });
const journal = spool.openJournal();
const settled = span("settled");
for (const record of [span("journal-1"), settled, span("journal-2")]) journal.append(record);
journal.settled([settled]);

process.stdout.write("held\n");
setInterval(() => undefined, 60_000);
