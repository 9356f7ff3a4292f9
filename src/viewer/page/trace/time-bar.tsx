import type { SpanKind } from "../../../records/span-kind.js";
import type { SpanLine, TraceRow } from "../../page-api/page-data.js";
import { millisText } from "../text/amounts.js";
import { waitBefore } from "./attempt-chains.js";
import { placeIn, rangeOf, type TimeRange } from "./time-range.js";
import type { TraceModel } from "./trace-model.js";

interface TimeBarProps {
  readonly model: TraceModel;
  readonly span: SpanLine | TraceRow;
}

/** When it ran: paler until its first token, red where it failed, and dashed while a next try waited. */
export function TimeBar({ model, span }: TimeBarProps) {
  const seen = model.seen.value;
  const range = rangeOf(span, model.whole.value);
  const { left, width } = placeIn(range, seen);
  const wait = waitBefore(model.chains.value.get(span.id) ?? [], span.id);
  return (
    <>
      {wait !== undefined && <WaitBar range={wait} seen={seen} />}
      <span
        class="time-bar"
        data-kind={"kind" in span ? (span.kind satisfies SpanKind) : "trace"}
        data-status={span.status}
        style={{ left: `${left}%`, width: `${width}%` }}
      >
        {span.ttftMs !== undefined && <FirstToken ttftMs={span.ttftMs} durationMs={span.durationMs} />}
      </span>
    </>
  );
}

function WaitBar({ range, seen }: { readonly range: TimeRange; readonly seen: TimeRange }) {
  const { left, width } = placeIn(range, seen);
  const waited = millisText((range.toMicros - range.fromMicros) / 1000);
  return <span class="wait" title={`Waited ${waited}`} style={{ left: `${left}%`, width: `${width}%` }} />;
}

interface FirstTokenProps {
  readonly ttftMs: number;
  readonly durationMs: number | undefined;
}

function FirstToken({ ttftMs, durationMs }: FirstTokenProps) {
  if (durationMs === undefined || durationMs <= 0) return null;
  const share = Math.min(100, (ttftMs / durationMs) * 100);
  return (
    <span class="before-first-token" title={`First token after ${millisText(ttftMs)}`} style={{ width: `${share}%` }} />
  );
}
