import type { TraceStore } from "../../../../src/store/index.js";
import type { TraceRecording } from "../../../../src/testing/trace-recording.js";
import { eachTrace, movedRecording } from "../shop/moved-recording.js";
import { shopTraces } from "../shop/shop-traces.js";
import { withOtherModel } from "../support/other-model.js";
import { stillRecording } from "./still-recording.js";

/** What the clock of the page shows. */
export const NOW = new Date("2026-03-02T16:20:30Z");

const MICROS_PER_MINUTE = 60_000_000;

/** The ids of what has a picture of its own. */
export interface PicturedTraces {
  readonly agent: string;
  /** The same agent with another model. */
  readonly otherAgent: string;
}

/** Some of a shop's traces, which are the same whenever they are recorded. */
export async function fillPicturedStore(store: TraceStore): Promise<PicturedTraces> {
  const { fallback, wrongArgument, supersededDocument, lostSystemMessage, dearCall, usual } = await shopTraces();
  const [firstTurn, secondTurn, thirdTurn] = eachTrace(lostSystemMessage);
  const minutesAgo: readonly (readonly [number, TraceRecording | undefined])[] = [
    [0.2, stillOpen(usual.order)],
    [2, fallback],
    [3, thirdTurn],
    [5, secondTurn],
    [9, firstTurn],
    [12, wrongArgument],
    [17, usual.rule],
    [21, failed(usual.rule)],
    [34, dearCall],
    [38, usual.chat],
    [44, withOtherModel(fallback)],
    [90, usual.order],
    [200, usual.digest],
    [410, supersededDocument],
    [640, fallback],
    [980, usual.rule],
    [1_200, wrongArgument],
  ];
  const placed = minutesAgo.flatMap(([minutes, recording]) => {
    if (recording === undefined) return [];
    const startMicros = NOW.getTime() * 1_000 - minutes * MICROS_PER_MINUTE;
    return [movedRecording(stillRecording(recording), startMicros)];
  });
  await store.write(
    "trace",
    placed.flatMap(({ traces }) => traces),
  );
  await store.write(
    "span",
    placed.flatMap(({ spans }) => spans),
  );
  const agents = placed.flatMap(({ traces }) => traces).filter(({ name }) => name === "support-agent");
  return { agent: agents[0]?.id ?? "", otherAgent: agents[1]?.id ?? "" };
}

/** Its model has not answered yet. */
function stillOpen({ traces, spans }: TraceRecording): TraceRecording {
  return { traces: traces.map(({ end_time: _end, output: _output, ...trace }) => trace), spans: spans.slice(0, 1) };
}

function failed({ traces, spans }: TraceRecording): TraceRecording {
  const error_info = { exception_type: "TimeoutError", message: "Request timed out.", traceback: "" };
  return { traces: traces.map(({ output: _output, ...trace }) => ({ ...trace, error_info })), spans };
}
