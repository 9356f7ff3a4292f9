import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startChild } from "../harness/child-process.js";

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/;
const DAY_MS = 86_400_000;

/**
 * Leaves so many files in a spool folder as programs do that record one run each. One such program writes the first;
 * the others are copies with ids of their own, a second apart.
 */
export async function leaveFiles(apiUrl: string, spoolDir: string, count: number): Promise<void> {
  await once(startChild(new URL("./one-record.js", import.meta.url), [apiUrl, spoolDir]), "exit");
  const [target = ""] = readdirSync(spoolDir);
  const folder = join(spoolDir, target);
  const name = readdirSync(folder).find((file) => file.endsWith(".ndjson"));
  if (name === undefined) throw new Error("The program has left no file.");
  const text = readFileSync(join(folder, name), "utf8");
  for (let file = 1; file < count; file += 1) {
    const time = (Date.now() - DAY_MS + file * 1_000).toString(16).padStart(12, "0");
    const id = `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
    const record = text.replace(/^\{"id":"[^"]*"/, `{"id":"${id}"`);
    writeFileSync(join(folder, name.replace(ID, id)), record, { mode: 0o600 });
  }
}
