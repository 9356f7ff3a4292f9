import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseFileName } from "../../../src/delivery/spool/spool-file.js";
import { isJsonObject } from "../../../src/records/json/json-object.js";
import type { RecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";
import type { SoakPlace } from "./soak-members.js";
import { makerOf } from "./soak-names.js";

/** A record, wherever it ended up. */
interface Found {
  readonly id: string;
  readonly name: unknown;
  readonly traceId: unknown;
  readonly isOpen: boolean;
}

/** A run that had ended, and what is found of it. */
interface EndedRun {
  readonly name: string;
  readonly expectedSpans: number;
  readonly traces: readonly Found[];
  readonly spans: readonly Found[];
}

/** What became of the records of runs that had ended: each is counted once. */
export interface SoakAccount {
  readonly made: number;
  /** They came first from the program that made them. */
  readonly sentByTheirMaker: number;
  /** They came first from another program or the command, which had them from disk. */
  readonly sentFromDisk: number;
  readonly deadLetters: number;
  /** What the programs told to have given up, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly unaccounted: number;
}

export interface SoakBooks {
  readonly place: SoakPlace;
  readonly server: RecordingOpikServer;
  /** The program that each record came from first, by the record's id. */
  readonly senders: ReadonlyMap<string, string>;
}

/** Compares what the programs say had ended with what has arrived and what lies among the dead letters. */
export function compareBooks({ place, server, senders }: SoakBooks) {
  const arrived = [...server.traces, ...server.spans].map(foundIn);
  const runs = endedRuns(place.diary, [...deadLetters(place.spoolDir).map(foundIn), ...arrived]);
  const left = filesLeft(place.spoolDir).map((name) => `${name} is left on disk.`);
  return {
    account: accountOf(runs, senders, droppedIn(place.dropped)),
    /** One sentence for each run and each file that is not as it should be. */
    wrongs: [...runs.flatMap(wrongsOf), ...left, ...server.violations],
  };
}

function endedRuns(diary: string, found: readonly Found[]): readonly EndedRun[] {
  const records = [...new Map(found.map((one) => [one.id, one])).values()];
  const traces = groupedBy(records.filter(isTrace), ({ name }) => name);
  const spans = groupedBy(
    records.filter((one) => !isTrace(one)),
    ({ traceId }) => traceId,
  );
  return linesOf(diary).map((line) => {
    const [name = "", expected] = line.split(" ");
    const mine = traces.get(name) ?? [];
    return { name, expectedSpans: Number(expected), traces: mine, spans: spans.get(mine[0]?.id) ?? [] };
  });
}

function accountOf(
  runs: readonly EndedRun[],
  senders: ReadonlyMap<string, string>,
  dropped: SoakAccount["dropped"],
): SoakAccount {
  const made = runs.reduce((sum, { expectedSpans }) => sum + 1 + expectedSpans, 0);
  const fates = runs.flatMap(({ name, traces, spans }) =>
    [...traces.slice(0, 1), ...spans].map(({ id }) => fateOf(senders.get(id), makerOf(name))),
  );
  const count = (fate: ReturnType<typeof fateOf>) => fates.filter((one) => one === fate).length;
  const droppedInAll = Object.values(dropped).reduce((sum, records) => sum + records, 0);
  return {
    made,
    sentByTheirMaker: count("sent by its maker"),
    sentFromDisk: count("sent from disk"),
    deadLetters: count("dead letter"),
    dropped,
    unaccounted: made - fates.length - droppedInAll,
  };
}

function fateOf(sender: string | undefined, maker: string) {
  if (sender === undefined) return "dead letter";
  return sender === maker ? "sent by its maker" : "sent from disk";
}

function wrongsOf({ name, expectedSpans, traces, spans }: EndedRun): readonly string[] {
  const [trace] = traces;
  if (trace === undefined) return [`${name}: its trace is missing.`];
  if (traces.length > 1) return [`${name}: ${traces.length} traces.`];
  if (trace.isOpen) return [`${name}: its trace is open.`];
  return spans.length === expectedSpans ? [] : [`${name}: ${spans.length} spans of ${expectedSpans}.`];
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

/** How many records the runs had that the diary has until now. */
export function recordsMade(diary: string): number {
  return linesOf(diary).reduce((sum, line) => sum + 1 + Number(line.split(" ")[1]), 0);
}

function droppedIn(file: string): SoakAccount["dropped"] {
  const dropped = new Map<string, number>();
  for (const line of linesOf(file)) {
    const told: unknown = JSON.parse(line);
    for (const [reason, records] of isJsonObject(told) ? Object.entries(told) : []) {
      // These are found among the dead letters.
      if (reason !== "refused") dropped.set(reason, (dropped.get(reason) ?? 0) + Number(records));
    }
  }
  return Object.fromEntries(dropped);
}

function linesOf(file: string): readonly string[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
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
  return files
    .flatMap((name) => linesOf(join(spoolDir, name)))
    .flatMap((line) => {
      const letter: unknown = JSON.parse(line);
      return isJsonObject(letter) && isJsonObject(letter.record) ? [letter.record] : [];
    });
}
