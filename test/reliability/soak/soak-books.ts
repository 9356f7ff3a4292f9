import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseFileName } from "../../../src/delivery/spool/spool-file.js";
import { isJsonObject } from "../../../src/records/json/json-object.js";
import type { RecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";

/** A record, wherever it ended up. */
interface Found {
  readonly id: string;
  readonly name: unknown;
  readonly traceId: unknown;
  readonly isOpen: boolean;
}

export interface SoakResult {
  readonly ended: number;
  readonly arrived: number;
  readonly deadLetters: number;
  /** One sentence for each run that is not as it should be. */
  readonly wrongs: readonly string[];
}

/** Compares what the programs say had ended with what the server has and what lies among the dead letters. */
export function compareBooks(diary: string, server: RecordingOpikServer, spoolDir: string): SoakResult {
  const arrived = [...server.traces, ...server.spans].map(foundIn);
  const letters = deadLetters(spoolDir).map(foundIn);
  const everything = [...new Map([...letters, ...arrived].map((found) => [found.id, found])).values()];
  const traces = groupedBy(everything.filter(isTrace), ({ name }) => name);
  const spans = groupedBy(
    everything.filter((found) => !isTrace(found)),
    ({ traceId }) => traceId,
  );
  const lines = readFileSync(diary, "utf8").trim().split("\n");
  const wrongs = lines.flatMap((line) => {
    const [name = "", expected] = line.split(" ");
    const [trace, ...doubles] = traces.get(name) ?? [];
    if (trace === undefined) return [`${name}: its trace is missing.`];
    if (doubles.length > 0) return [`${name}: ${doubles.length + 1} traces.`];
    if (trace.isOpen) return [`${name}: its trace is open.`];
    const found = spans.get(trace.id)?.length ?? 0;
    return found === Number(expected) ? [] : [`${name}: ${found} spans of ${expected ?? "?"}.`];
  });
  const left = filesLeft(spoolDir).map((name) => `${name} is left on disk.`);
  const counts = { ended: lines.length, arrived: arrived.length, deadLetters: letters.length };
  return { ...counts, wrongs: [...wrongs, ...left, ...server.violations] };
}

function groupedBy(all: readonly Found[], keyOf: (found: Found) => unknown): ReadonlyMap<unknown, readonly Found[]> {
  const groups = new Map<unknown, Found[]>();
  for (const found of all) {
    const group = groups.get(keyOf(found));
    if (group === undefined) groups.set(keyOf(found), [found]);
    else group.push(found);
  }
  return groups;
}

function isTrace({ traceId }: Found): boolean {
  return traceId === undefined;
}

function foundIn(record: object): Found {
  const fields = new Map<string, unknown>(Object.entries(record));
  return {
    id: String(fields.get("id")),
    name: fields.get("name"),
    traceId: fields.get("trace_id"),
    isOpen: !fields.has("end_time"),
  };
}

function filesIn(spoolDir: string): readonly string[] {
  return existsSync(spoolDir) ? readdirSync(spoolDir, { recursive: true, encoding: "utf8" }) : [];
}

/** Batches, whoever has them. */
function filesLeft(spoolDir: string): readonly string[] {
  return filesIn(spoolDir).filter((name) => parseFileName(basename(name)) !== undefined);
}

function deadLetters(spoolDir: string): readonly object[] {
  const files = filesIn(spoolDir).filter((name) => name.includes("dead-letters/") && name.endsWith(".ndjson"));
  const lines = files.flatMap((name) => readFileSync(join(spoolDir, name), "utf8").trim().split("\n"));
  return lines.flatMap((line) => {
    const letter: unknown = JSON.parse(line);
    return isJsonObject(letter) && isJsonObject(letter.record) ? [letter.record] : [];
  });
}
