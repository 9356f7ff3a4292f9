import { isObject } from "../../records/json/json-object.js";
import { sharedState } from "../../runtime/shared-state.js";
import type { ParentSpan } from "../../tracing/trace/parent-trace.js";
import { activeOtelSpan, type OtelSpan } from "./otel-span.js";

/** What encloses a root run, and was not started by a handler. */
export interface ParentContext {
  readonly parent?: ParentSpan | undefined;
  /** The caller's span in a trace that is not Opik's, read from W3C's `traceparent`. */
  readonly caller?: OtelSpan | undefined;
}

/** The caller's trace, which the work of a request continues. */
export interface RemoteParent extends ParentContext {
  /** The tracked function in which the request's work started. */
  readonly startedIn: ParentSpan | undefined;
}

/** Each finds the parent of the code that runs now; undefined if there is none. */
interface ParentSources {
  /** The innermost function of Opik's `track`. */
  tracked?: () => ParentSpan | undefined;
  continued?: () => RemoteParent | undefined;
}

const SOURCES = Symbol.for("langchain-opik.parent-context");

/** Every handler of the process uses these sources, whichever copy of this package added them. */
export function addParentSources(added: ParentSources): void {
  Object.assign(sources(), added);
}

/** Like `addParentSources`, in addition to the others: a process may hold several copies of Opik's SDK. */
export function addTrackedSource(find: () => ParentSpan | undefined): void {
  const { tracked: other } = sources();
  addParentSources({ tracked: other === undefined ? find : () => find() ?? other() });
}

function sources(): ParentSources {
  return sharedState(SOURCES, isParentSources, () => ({}));
}

function isParentSources(value: unknown): value is ParentSources {
  return isObject(value);
}

export function trackedParent(): ParentSpan | undefined {
  return sources().tracked?.();
}

/** The innermost of the enclosing `track` span and the continued remote trace. */
export function parentContext(): ParentContext {
  const tracked = trackedParent();
  const continued = sources().continued?.();
  if (continued === undefined) return { parent: tracked };
  const startedLast = tracked?.spanId === continued.startedIn?.spanId;
  const parent = startedLast ? (continued.parent ?? tracked) : (tracked ?? continued.parent);
  return { parent, caller: continued.caller };
}

/**
 * For a root run's metadata: the enclosing span of another tracer, so that each trace can be found from the other.
 * A span of this process overrides the caller's.
 */
export function foreignSpanMetadata({ caller }: ParentContext): Readonly<Record<string, unknown>> | undefined {
  const span = activeOtelSpan() ?? caller;
  return span && { otel_trace_id: span.traceId, otel_span_id: span.spanId };
}
