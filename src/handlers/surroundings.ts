import type { OuterPlace } from "../tracing/outer-trace.js";
import { activeOtelSpan, type OtelSpan } from "./otel-span.js";

/** What is around a root run that no handler began. */
export interface Surroundings {
  readonly outer?: OuterPlace | undefined;
  /** The caller's span in a trace that is not Opik's, as W3C's `traceparent` told it. */
  readonly caller?: OtelSpan | undefined;
}

/** Tells what is around code that runs now; undefined where it knows of nothing. */
export type SurroundingsSource = () => Surroundings | undefined;

const SOURCES = Symbol.for("langchain-opik.surroundings");

interface SourcesScope {
  [SOURCES]?: SurroundingsSource[];
}

/** Every handler of the process asks this source, whichever copy of this package made it. */
export function addSurroundings(source: SurroundingsSource, asked: "first" | "last"): void {
  const scope: typeof globalThis & SourcesScope = globalThis;
  const known = scope[SOURCES] ?? [];
  scope[SOURCES] = asked === "first" ? [source, ...known] : [...known, source];
}

export function surroundings(): Surroundings {
  const scope: typeof globalThis & SourcesScope = globalThis;
  for (const source of scope[SOURCES] ?? []) {
    const found = source();
    if (found !== undefined) return found;
  }
  return {};
}

/** The span of another tracer around code that runs now: one in this process goes before the caller's. */
export function foreignSpan({ caller }: Surroundings): OtelSpan | undefined {
  return activeOtelSpan() ?? caller;
}

/** For a root run's metadata: by it the trace of the other tracer and ours are found from each other. */
export function foreignSpanNote(around: Surroundings): Readonly<Record<string, unknown>> {
  const span = foreignSpan(around);
  return span === undefined ? {} : { otel_trace_id: span.traceId, otel_span_id: span.spanId };
}
