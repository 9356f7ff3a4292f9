import { isObject } from "../../records/json/shape.js";
import { sharedState } from "../../runtime/shared-state.js";
import type { OuterPlace } from "../../tracing/trace/outer-trace.js";
import { activeOtelSpan, type OtelSpan } from "./otel-span.js";

/** What is around a root run that no handler began. */
export interface Surroundings {
  readonly outer?: OuterPlace | undefined;
  /** The caller's span in a trace that is not Opik's, as W3C's `traceparent` told it. */
  readonly caller?: OtelSpan | undefined;
}

/** The caller's trace, around the work of a request. */
export interface ContinuedPlace extends Surroundings {
  /** The tracked function that the request's work began in. */
  readonly begunIn: OuterPlace | undefined;
}

/** What tells where code is that runs now; undefined where it knows of nothing. */
interface Sources {
  /** The innermost function of Opik's `track`. */
  tracked?: () => OuterPlace | undefined;
  continued?: () => ContinuedPlace | undefined;
}

const SOURCES = Symbol.for("langchain-opik.surroundings");

/** Every handler of the process asks these sources, whichever copy of this package brought them. */
export function addSurroundings(added: Sources): void {
  Object.assign(sources(), added);
}

function sources(): Sources {
  return sharedState(SOURCES, isSources, () => ({}));
}

function isSources(value: unknown): value is Sources {
  return isObject(value);
}

export function trackedPlace(): OuterPlace | undefined {
  return sources().tracked?.();
}

/** Of a tracked function and a caller's trace, the one that began last is the one that code is in. */
export function surroundings(): Surroundings {
  const tracked = trackedPlace();
  const continued = sources().continued?.();
  if (continued === undefined) return { outer: tracked };
  const beganLast = tracked?.spanId === continued.begunIn?.spanId;
  const outer = beganLast ? (continued.outer ?? tracked) : (tracked ?? continued.outer);
  return { outer, caller: continued.caller };
}

/**
 * For a root run's metadata: the span of another tracer around it, by which the two traces are found from each other.
 * One in this process goes before the caller's.
 */
export function foreignSpanNote({ caller }: Surroundings): Readonly<Record<string, unknown>> {
  const span = activeOtelSpan() ?? caller;
  return span === undefined ? {} : { otel_trace_id: span.traceId, otel_span_id: span.spanId };
}
