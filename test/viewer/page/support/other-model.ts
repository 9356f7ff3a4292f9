import { isTraceRecording, type TraceRecording } from "../../../../src/testing/trace-recording.js";

/** What the support agent would have left with another first model and a shorter system prompt. */
export function withOtherModel(recording: TraceRecording): TraceRecording {
  const changed: unknown = JSON.parse(
    JSON.stringify(recording)
      .replaceAll('"model":"gpt-4o"', '"model":"gpt-5"')
      .replaceAll("in two sentences", "in one sentence"),
  );
  if (!isTraceRecording(changed)) throw new Error("The copy is no recording.");
  return changed;
}
