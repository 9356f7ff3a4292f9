import { asJsonObject, asText } from "../records/json/json-object.js";
import { plainText } from "../records/plain-text.js";
import { expectedFields, expectedModel } from "./expectations.js";
import type { MatcherContext, MatcherResult } from "./matcher-context.js";
import { printTraces } from "./print-traces.js";
import { matchSpan, type SpanFields } from "./span-match.js";
import { isTraceRecording, type TraceRecording } from "./trace-recording.js";

/** The matchers of `expect(traces)`, for the result of `recordTraces()` or anything else with `traces` and `spans`. */
export interface OpikMatchers<Result> {
  /** There is a span of this name; or one whose fields are like these, compared as `toMatchObject` does. */
  toHaveSpan(expected: string | SpanFields): Result;
  /**
   * Every trace in which a model answered had its last answer from this one, and there is such a trace. With `not`: no
   * trace had. The model may also be a matcher of the test runner, such as `expect.stringContaining`.
   */
  toHaveAnsweredBy(model: string): Result;
  /** No trace and no span has failed, not even a try after which another one succeeded. */
  toHaveNoErrors(): Result;
}

/** The matchers, for `expect.extend(opikMatchers)` where the test runner is neither vitest nor jest. */
export const opikMatchers = {
  toHaveSpan(this: MatcherContext, received: unknown, expected: string | SpanFields): MatcherResult {
    const recording = checked(received);
    const match = matchSpan(recording, expectedFields(expected), this);
    return answer(recording, match.found, () => match.message);
  },

  toHaveAnsweredBy(this: MatcherContext, received: unknown, model: string): MatcherResult {
    const recording = checked(received);
    const answers = traceAnswers(recording);
    const expected = expectedModel(model);
    const isAnswer = (one: { readonly model: string }) => this.equals(one.model, expected);
    const pass = this.isNot === true ? answers.some(isAnswer) : answers.length > 0 && answers.every(isAnswer);
    return answer(recording, pass, () => {
      const quantity = this.isNot === true ? "no trace" : "every trace";
      const who = answers.map((one) => `${one.trace} by ${this.utils.printReceived(one.model)}`).join(", ");
      const answered = who === "" ? "No model answered." : `Answered: ${who}.`;
      return `Expected ${quantity} to be answered by ${this.utils.printExpected(model)}. ${answered}`;
    });
  },

  toHaveNoErrors(this: MatcherContext, received: unknown): MatcherResult {
    const recording = checked(received);
    const failed = [...recording.traces, ...recording.spans].filter((record) => record.error_info !== undefined);
    const expected = this.isNot === true ? "an error, but there is none" : "no errors, but some runs failed (✗)";
    return answer(recording, failed.length === 0, () => `Expected ${expected}.`);
  },
};

function checked(received: unknown): TraceRecording {
  if (isTraceRecording(received)) return received;
  throw new TypeError("expect() was not given a recording: pass it what recordTraces() returns.");
}

function answer(recording: TraceRecording, pass: boolean, reason: () => string): MatcherResult {
  return { pass, message: () => `${reason()}\n\n${printTraces(recording) || "(Nothing was recorded.)"}` };
}

/** Which model a trace's last answer came from. */
interface TraceAnswer {
  readonly trace: string;
  readonly model: string;
}

/** The traces in which a model answered. */
function traceAnswers({ traces }: TraceRecording): readonly TraceAnswer[] {
  return traces.flatMap(({ name, metadata }): readonly TraceAnswer[] => {
    const { answered_by: answeredBy } = asJsonObject(metadata?.summary);
    const model = asText(asJsonObject(answeredBy).model);
    return model === undefined ? [] : [{ trace: plainText(name), model }];
  });
}
