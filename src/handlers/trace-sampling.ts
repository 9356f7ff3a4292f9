import { warnOnce } from "../logging/warn-once.js";
import type { RecordSink } from "../records/record-sink.js";
import type { Settings } from "../settings/options/option-table.js";
import { SamplingSink } from "../tracing/sampling-sink.js";
import type { TracedRecord, TraceFacts } from "../tracing/serialize/traced-record.js";

/** Decides whether a trace outside the sampled share is kept. If it throws, the trace is kept. */
export type KeepTrace = (trace: TraceFacts) => boolean;

type SamplingSettings = Pick<Settings, "sampleRate" | "alwaysKeep" | "slowMs">;

interface SamplingHooks {
  readonly keepTrace: KeepTrace | undefined;
  /** Called with the number of dropped records. */
  readonly onDrop: ((records: number) => void) | undefined;
}

/** The way to the sink, through sampling unless every trace is kept anyway. */
export function withSampling(
  settings: SamplingSettings,
  { keepTrace, onDrop }: SamplingHooks,
  sink: RecordSink,
): RecordSink<TracedRecord> {
  const { sampleRate: rate } = settings;
  if (rate === 1) return sink;
  const isWorthKeeping = (trace: TraceFacts) => isAlwaysKept(trace, settings) || isKeptBy(keepTrace, trace);
  return new SamplingSink({ rate, isWorthKeeping, ...(onDrop !== undefined && { onDrop }) }, sink);
}

const REASONS: Readonly<Record<Settings["alwaysKeep"][number], (trace: TraceFacts, slowMs: number) => boolean>> = {
  errors: (trace) => trace.errors > 0,
  fallbacks: (trace) => trace.fallbacks > 0,
  slow: (trace, slowMs) => trace.durationMs >= slowMs,
};

function isAlwaysKept(trace: TraceFacts, { alwaysKeep, slowMs }: SamplingSettings): boolean {
  return alwaysKeep.some((reason) => REASONS[reason](trace, slowMs));
}

function isKeptBy(keepTrace: KeepTrace | undefined, trace: TraceFacts): boolean {
  try {
    const keeps: unknown = keepTrace?.(trace);
    // JavaScript callers may give an asynchronous function: a rejection of it would end the program.
    Promise.resolve(keeps).catch(() => undefined);
    return Boolean(keeps);
  } catch {
    warnOnce("keepTrace", "keepTrace threw; the traces for which it throws are kept.");
    return true;
  }
}
