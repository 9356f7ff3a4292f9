/**
 * A user's process that keeps batches in a spool whose folder may be changed by another user between two of them: it
 * says what became of each batch, and goes on when it reads a line.
 */
import { createInterface } from "node:readline";
import { nodeModules } from "../../../../src/runtime/node-modules.js";
import { openSpoolOf } from "./open-spool.js";

const node = nodeModules();
if (node === undefined) throw new Error("This Node has no process.getBuiltinModule.");
const { TEST_DIR = "", TEST_UMASK } = process.env;
if (TEST_UMASK !== undefined) process.umask(Number(TEST_UMASK));
const spool = openSpoolOf(TEST_DIR, node);

function say(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

async function keep(id: string): Promise<void> {
  const record = { kind: "span" as const, id, json: JSON.stringify({ id, text: "a prompt" }) };
  say(await spool.keep({ kind: "span", records: [record] }));
}

await keep("first");
for await (const line of createInterface({ input: process.stdin })) {
  if (line === "claim") say((await spool.claimOldest())?.records.length ?? 0);
  else await keep(line);
}
