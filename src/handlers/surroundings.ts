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

/**
 * For a root run's metadata: the span of another tracer around it, by which the two traces are found from each other.
 * One in this process goes before the caller's.
 */
export function foreignSpanNote({ caller }: Surroundings): Readonly<Record<string, unknown>> {
  const span = activeOtelSpan() ?? caller;
  return span === undefined ? {} : { otel_trace_id: span.traceId, otel_span_id: span.spanId };
}
