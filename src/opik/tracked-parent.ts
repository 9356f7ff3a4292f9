import type { getTrackContext } from "opik";
import { warnOnce } from "../logging/warn-once.js";
import { recordSource } from "../records/record.js";
import type { ParentSpan, ParentTrace, TraceAdditions } from "../tracing/trace/parent-trace.js";

type GetTrackContext = typeof getTrackContext;
type TrackedTrace = NonNullable<ReturnType<GetTrackContext>>["trace"];

// One for each trace of the SDK, by which a handler knows that several root runs are in the same trace.
const outerTraces = new WeakMap<TrackedTrace, ParentTrace>();
const judgedTraces = new WeakMap<TrackedTrace, ParentTrace>();

/** The span of the SDK's `track` that the calling code is in. */
export function trackedParent(getContext: GetTrackContext): ParentSpan | undefined {
  const context = getContext();
  if (context === undefined) return undefined;
  const { trace, span } = context;
  return { trace: isJudged(trace) ? judgedTrace(trace) : outerTrace(trace), spanId: span.data.id };
}

/** The SDK ends the trace of an experiment's item before it calls the metrics: what runs from then on is a judge's. */
function isJudged({ data: { source, endTime } }: TrackedTrace): boolean {
  return source === "experiment" && endTime !== undefined;
}

/** A trace that ignores the judges' runs: its totals and tags are those of the task. */
function judgedTrace(trace: TrackedTrace): ParentTrace {
  const known = judgedTraces.get(trace) ?? placeOf(trace);
  judgedTraces.set(trace, known);
  return known;
}

function outerTrace(trace: TrackedTrace): ParentTrace {
  const known = outerTraces.get(trace) ?? {
    ...placeOf(trace),
    add(additions: TraceAdditions) {
      addTo(trace, additions);
    },
  };
  outerTraces.set(trace, known);
  return known;
}

function placeOf({ data: { id, projectName, environment, source } }: TrackedTrace): ParentTrace {
  return { traceId: id, projectName, environment, source: recordSource(source) };
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
