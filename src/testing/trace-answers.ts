import { asJsonObject, asText } from "../records/json/json-object.js";
import { plainText } from "../records/plain-text.js";
import type { TraceRecording } from "./trace-recording.js";

/** Which model a trace's last answer came from. */
export interface TraceAnswer {
  readonly trace: string;
  readonly model: string;
}

/** The traces in which a model answered. */
export function traceAnswers({ traces }: TraceRecording): readonly TraceAnswer[] {
  return traces.flatMap(({ name, metadata }): readonly TraceAnswer[] => {
    const { answered_by: answeredBy } = asJsonObject(metadata?.summary);
    const model = asText(asJsonObject(answeredBy).model);
    return model === undefined ? [] : [{ trace: plainText(name), model }];
  });
}
