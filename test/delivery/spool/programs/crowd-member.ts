/**
 * One of many processes on one spool. It keeps, claims, removes and releases as its dice say, tells all of it in the
 * diary that they share, and kills itself at a moment of its own, in the middle of whatever it does then.
 */
import { appendFileSync } from "node:fs";
import { uuidV7 } from "../../../../src/records/uuid-v7.js";
import { dice } from "../../../support/traces/dice.js";
import { openSpoolOf } from "./open-spool.js";

const { TEST_DIR = "", TEST_DIARY = "", TEST_SEED = "1", TEST_ACTIONS = "0" } = process.env;
const spool = openSpoolOf(TEST_DIR);
const random = dice(Number(TEST_SEED));
const actions = Number(TEST_ACTIONS);
// The last ones live to their end.
const deadline = random() < 0.8 ? Math.floor(random() * actions) : actions;

for (let action = 0; action < actions; action += 1) {
  const acting = act();
  if (action === deadline) {
    // Whatever the thread pool is at by now happens, or does not.
    for (let turn = Math.floor(random() * 4); turn > 0; turn -= 1) await new Promise(setImmediate);
    note("died", []);
    process.kill(process.pid, "SIGKILL");
  }
  await acting;
}
note("died", []);

async function act(): Promise<void> {
  if (random() < 0.5) {
    const records = Array.from({ length: 1 + Math.floor(random() * 3) }, span);
    const ids = records.map(({ id }) => id);
    const written =
      random() < 0.8 ? await spool.keep({ kind: "span", records }) : spool.keepNow({ kind: "span", records });
    if (written.kind === "failed") throw new Error(written.message);
    note("kept", ids);
    return;
  }
  const claim = await spool.claimOldest();
  const ids = claim?.records.map(({ id }) => id) ?? [];
  note("claimed", ids);
  if (random() < 0.5) {
    note("acked", ids);
    await claim?.remove();
  } else if (random() < 0.8) {
    note("released", ids);
    await claim?.release();
  }
}

function span() {
  const id = uuidV7(Date.now() * 1000);
  return { kind: "span" as const, id, json: JSON.stringify({ id, pad: "x".repeat(Math.floor(random() * 2_000)) }) };
}

/** One write a line: lines of several processes do not mix. */
function note(word: string, ids: readonly string[]): void {
  appendFileSync(TEST_DIARY, `${word} ${process.pid} ${ids.join(" ")}\n`);
}
