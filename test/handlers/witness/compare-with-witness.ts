import type { SpanRecord, TraceRecord } from "../../../src/records/record.js";
import type { Witness, WitnessedRun } from "./witness-handler.js";

interface Recorded {
  readonly traces: readonly TraceRecord[];
  readonly spans: readonly SpanRecord[];
}

/** One sentence for each thing that the records say otherwise than the witness. */
export function compareWithWitness({ runs, oddities }: Witness, recorded: Recorded): readonly string[] {
  const shown = [...runs.values()].filter(({ isHidden }) => !isHidden);
  // Any record with the same input matches a run without an end: it takes what the others leave.
  const byDemand = [...shown.filter(({ end }) => end !== undefined), ...shown.filter(({ end }) => end === undefined)];
  const witnessed = byDemand.map((run) => ({ run, path: pathOf(run, runs) }));
  const records = pathsOf(recorded);
  const wrongs = [...oddities];
  for (const { run, path } of witnessed) {
    const found = records.get(path) ?? [];
    const index = found.findIndex((record) => differences(run, record).length === 0);
    const [record] = index === -1 ? found : found.splice(index, 1);
    if (record === undefined) wrongs.push(`${path}: has no record`);
    else if (index === -1) wrongs.push(...differences(run, record).map((difference) => `${path}: ${difference}`));
  }
  for (const [path, left] of records) if (left.length > 0) wrongs.push(`${path}: ${left.length} records too many`);
  return wrongs;
}

/** Names from the root down; runs that are hidden have no record, and their children hang where they would. */
function pathOf(run: WitnessedRun, runs: ReadonlyMap<string, WitnessedRun>): string {
  const parent = run.parentId === undefined ? undefined : runs.get(run.parentId);
  const above = parent === undefined ? "" : pathOf(parent, runs);
  return run.isHidden ? above : `${above}/${run.name ?? ""}`;
}

type AnyRecord = TraceRecord | SpanRecord;

function pathsOf({ traces, spans }: Recorded): Map<string, AnyRecord[]> {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const traceById = new Map(traces.map((trace) => [trace.id, trace]));
  const pathOfSpan = (span: SpanRecord): string => {
    const parent = span.parent_span_id === undefined ? undefined : byId.get(span.parent_span_id);
    const above = parent === undefined ? `/${traceById.get(span.trace_id)?.name ?? "?"}` : pathOfSpan(parent);
    return `${above}/${span.name}`;
  };
  const paths = new Map<string, AnyRecord[]>();
  const put = (path: string, record: AnyRecord) => paths.set(path, [...(paths.get(path) ?? []), record]);
  for (const trace of traces) put(`/${trace.name}`, trace);
  for (const span of spans) put(pathOfSpan(span), span);
  return paths;
}

function differences({ input, end }: WitnessedRun, record: AnyRecord): readonly string[] {
  const lacking = missingWords(input, record.input).map((word) => `its input lacks ${word}`);
  if (record.end_time === undefined) return [...lacking, "its record has no end"];
  if (end === undefined) return lacking;
  const failed = record.error_info !== undefined;
  if ("error" in end) {
    if (!failed) return [...lacking, "it failed, and its record did not"];
    return [...lacking, ...missingWords(end.error, record.error_info).map((word) => `its error lacks ${word}`)];
  }
  // `withRetry()` reports to each run of a batch that it ended, with the outputs and errors of all of them.
  const outputs = outputsOfBatch(end.output) ?? [end.output];
  const matches = failed
    ? outputs.some((one) => one instanceof Error)
    : outputs.some((one) => !(one instanceof Error) && missingWords(one, record.output).length === 0);
  return matches
    ? lacking
    : [...lacking, `its output is another: ${JSON.stringify(record.output ?? record.error_info)}`];
}

function outputsOfBatch(output: unknown): readonly unknown[] | undefined {
  const list: unknown = typeof output === "object" && output !== null ? Reflect.get(output, "output") : undefined;
  return Array.isArray(list) && list.length > 0 ? list : undefined;
}

/** Each step's own word is a leaf of what it was given or gave. */
function missingWords(value: unknown, recorded: unknown): readonly string[] {
  // Of an error its message is recorded; LangChain's retries of a batch put the input on it too.
  const given = JSON.stringify({ value }, (_key, one: unknown) => (one instanceof Error ? one.message : one));
  const words = new Set(given.match(/w\d+w\d?/g));
  const text = JSON.stringify({ recorded });
  return [...words].filter((word) => !text.includes(word));
}
