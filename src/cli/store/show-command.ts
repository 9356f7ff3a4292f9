import { isoTime } from "../../records/clock.js";
import type { SpanRecord, TraceRecord } from "../../records/record.js";
import type { SpanNode, StoredTrace } from "../../store/index.js";
import type { CommandResult } from "../command-result.js";
import { piece } from "../styled-line.js";
import { traceLines } from "../trace-tree.js";
import { type StoreFlags, withStore } from "./store-place.js";

export interface ShowFlags extends StoreFlags {
  readonly id: string;
  /** The terminal's cells. */
  readonly width: number;
}

/** `langchain-opik show <id>`: one trace as a tree. */
export function showCommand({ id, width, ...flags }: ShowFlags): Promise<CommandResult> {
  return withStore(flags, async ({ store }) => {
    const stored = await store.getTrace(id);
    if (stored === undefined) {
      const reason = `The store has no trace ${JSON.stringify(id)}.`;
      return { exitCode: 1, lines: [[piece(reason, "red")]], json: { error: reason } };
    }
    const spans = stored.spans.flatMap(spansBelow);
    return {
      exitCode: 0,
      lines: traceLines(stored.trace ?? standIn(stored, spans), spans, width),
      json: { ...(stored.trace && { trace: stored.trace }), spans },
    };
  });
}

function spansBelow({ span, children }: SpanNode): readonly SpanRecord[] {
  return [span, ...children.flatMap(spansBelow)];
}

/** For a trace of which only spans have come. */
function standIn({ id }: StoredTrace, [first]: readonly SpanRecord[]): TraceRecord {
  const time = first?.start_time ?? isoTime(0);
  return { id, name: "(its trace is not stored)", start_time: time, last_updated_at: time, source: "sdk" };
}
