import { isoTime } from "../../../records/clock.js";
import type { SpanRecord, TraceRecord } from "../../../records/record.js";
import type { SpanNode, StoredTrace, TraceStore } from "../../../store/index.js";
import { piece, type StyledLine } from "../../../terminal/styled-line.js";
import { traceLines } from "../../../trace-view/trace-tree.js";
import type { CommandResult } from "../../command-result.js";
import { type StoreFlags, withStore } from "./with-store.js";

export interface ShowFlags extends StoreFlags {
  /** A trace's, or the beginning or end of one. */
  readonly id: string;
  /** The terminal's cells. */
  readonly width: number;
}

/** `langchain-opik show <id>`: one trace as a tree. */
export function showCommand({ id, width, ...flags }: ShowFlags): Promise<CommandResult> {
  return withStore(flags, async ({ store }) => {
    const found = await findTrace(store, id);
    if (found.kind === "none") return failure(`The store has no trace ${JSON.stringify(id)}.`);
    if (found.kind === "many") {
      return failure(`${JSON.stringify(id)} stands for several traces. Say more of it:`, found.ids);
    }
    const { stored } = found;
    const spans = stored.spans.flatMap(spansBelow);
    return {
      exitCode: 0,
      lines: traceLines(stored.trace ?? standIn(stored, spans), spans, width),
      json: { ...(stored.trace && { trace: stored.trace }), spans },
    };
  });
}

type Found =
  | { readonly kind: "one"; readonly stored: StoredTrace }
  | { readonly kind: "none" }
  | { readonly kind: "many"; readonly ids: readonly string[] };

async function findTrace(store: TraceStore, id: string): Promise<Found> {
  const whole = await store.getTrace(id);
  if (whole !== undefined) return { kind: "one", stored: whole };
  const ids = await store.findTraceIds(id);
  if (ids.length > 1) return { kind: "many", ids };
  const stored = ids[0] === undefined ? undefined : await store.getTrace(ids[0]);
  return stored === undefined ? { kind: "none" } : { kind: "one", stored };
}

function failure(reason: string, ids: readonly string[] = []): CommandResult {
  const lines: StyledLine[] = [[piece(reason, "red")], ...ids.map((id) => [piece(`  ${id}`)])];
  return { exitCode: 1, lines, json: { error: reason, ...(ids.length > 0 && { ids }) } };
}

function spansBelow({ span, children }: SpanNode): readonly SpanRecord[] {
  return [span, ...children.flatMap(spansBelow)];
}

/** For a trace of which only spans have come. */
function standIn({ id }: StoredTrace, [first]: readonly SpanRecord[]): TraceRecord {
  const time = first?.start_time ?? isoTime(0);
  return { id, name: "(its trace is not stored)", start_time: time, last_updated_at: time, source: "sdk" };
}
