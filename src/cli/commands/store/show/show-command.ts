import { isoTime } from "../../../../records/clock.js";
import type { SpanRecord, TraceRecord } from "../../../../records/record.js";
import type { StoredTrace } from "../../../../store/index.js";
import { piece, type StyledLine } from "../../../../terminal/styled-line.js";
import { type NumberedSpan, numberedSpans } from "../../../../trace-view/numbered-spans.js";
import { spanDetail, traceDetail } from "../../../../trace-view/span-detail.js";
import { traceLines } from "../../../../trace-view/trace-tree.js";
import type { CommandResult } from "../../../command-result.js";
import { UsageError } from "../../../usage-error.js";
import { type StoreFlags, withStore } from "../with-store.js";
import { findStoredTrace } from "./find-stored-trace.js";

export interface ShowFlags extends StoreFlags {
  /** A trace's id, the beginning or end of one, or `latest`. */
  readonly id: string;
  /** The number of a span in the tree, or its name: shows that span whole. */
  readonly span?: string;
  /** Shows the trace and all its spans whole. */
  readonly full?: true;
  /** The width of the terminal. */
  readonly width: number;
}

/** `langchain-opik show <id>`: one trace as a tree, or whole. */
export async function showCommand({ id, span, full, width, ...flags }: ShowFlags): Promise<CommandResult> {
  if (span !== undefined && full === true) throw new UsageError("--span and --full cannot be used together.");
  return withStore(flags, async ({ store }) => {
    const found = await findStoredTrace(store, id);
    if (found.kind === "none") return failure(found.reason, found.ids);
    const { stored } = found;
    const numbered = numberedSpans(stored.spans);
    if (span !== undefined) return oneSpan(numbered, span);
    const spans = numbered.map((one) => one.span);
    const trace = stored.trace ?? standIn(stored, spans);
    return {
      exitCode: 0,
      lines: full === true ? traceDetail(trace, spans, width) : traceLines(trace, spans, { width, isNumbered: true }),
      isLong: true,
      json: { ...(stored.trace && { trace: stored.trace }), spans },
    };
  });
}

function oneSpan(numbered: readonly NumberedSpan[], wanted: string): CommandResult {
  const fitting = numbered.filter(({ number, span }) => String(number) === wanted || span.name === wanted);
  const [one, ...others] = fitting;
  if (one === undefined) {
    const reason = `The trace has no span ${JSON.stringify(wanted)}. Give its name, or its number in the tree, from 1 to ${numbered.length}.`;
    return failure(reason);
  }
  if (others.length > 0) {
    const numbers = fitting.map(({ number }) => number).join(", ");
    return failure(`${fitting.length} spans are called ${JSON.stringify(wanted)}. Give the number of one: ${numbers}.`);
  }
  return { exitCode: 0, lines: spanDetail(one), isLong: true, json: { number: one.number, span: one.span } };
}

function failure(reason: string, ids: readonly string[] = []): CommandResult {
  const lines: StyledLine[] = [[piece(reason, "red")], ...ids.map((id) => [piece(`  ${id}`)])];
  return { exitCode: 1, lines, json: { error: reason, ...(ids.length > 0 && { ids }) } };
}

/** For a trace of which only spans have arrived. */
function standIn({ id }: StoredTrace, [first]: readonly SpanRecord[]): TraceRecord {
  const time = first?.start_time ?? isoTime(0);
  return { id, name: "(its trace is not stored)", start_time: time, last_updated_at: time, source: "sdk" };
}
