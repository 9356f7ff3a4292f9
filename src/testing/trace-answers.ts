import { shapeOf, textOf } from "../records/json/shape-fields.js";
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
    const { answered_by: answeredBy } = shapeOf(metadata?.summary);
    const model = textOf(shapeOf(answeredBy).model);
    return model === undefined ? [] : [{ trace: plainText(name), model }];
  });
}
