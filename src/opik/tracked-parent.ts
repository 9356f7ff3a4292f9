import { warnOnce } from "../logging/warn-once.js";
import type { ParentSpan, ParentTrace, TraceAdditions } from "../tracing/trace/parent-trace.js";
import { getTrackContext } from "./sdk.js";

type TrackedTrace = NonNullable<ReturnType<typeof getTrackContext>>["trace"];

// One for each trace of the SDK: by it a handler knows that several root runs are in the same one.
const outerTraces = new WeakMap<TrackedTrace, ParentTrace>();

/** The span of Opik's `track` that code which runs now is in. */
export function currentTrackedParent(): ParentSpan | undefined {
  const context = getTrackContext();
  if (context === undefined) return undefined;
  return { trace: outerTrace(context.trace), spanId: context.span.data.id };
}

function outerTrace(trace: TrackedTrace): ParentTrace {
  const known = outerTraces.get(trace);
  if (known !== undefined) return known;
  const { id, projectName, environment } = trace.data;
  const outer: ParentTrace = {
    traceId: id,
    projectName,
    environment,
    add(additions) {
      addTo(trace, additions);
    },
  };
  outerTraces.set(trace, outer);
  return outer;
}

// The SDK joins metadata with what the trace has, and replaces tags.
function addTo(trace: TrackedTrace, { metadata, tags, threadId }: TraceAdditions): void {
  try {
    trace.update({
      metadata: { ...metadata },
      tags: [...new Set([...(trace.data.tags ?? []), ...tags])],
      ...(threadId !== undefined && { threadId }),
    });
  } catch {
    warnOnce("track", "the totals of LangChain's runs could not be added to a trace of Opik's track.");
  }
}
