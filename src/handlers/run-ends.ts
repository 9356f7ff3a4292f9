import { listOf, type Shape, shapeOf } from "../records/json/shape-fields.js";
import { abortError } from "../tracing/ends/abort-error.js";
import type { Run } from "../tracing/run/run.js";
import type { RunEnd } from "../tracing/run/run-event.js";
import { noteStepOutput, ownFailure, ownOutput } from "./batch-output.js";
import { readControlFlow } from "./convert/errors/control-flow.js";
import { isControlFlow, readError } from "./convert/errors/errors.js";
import { readModelAnswer } from "./convert/model/model-answer.js";
import { orElse } from "./convert/or-else.js";
import { resultToolCallId } from "./convert/tools/tool-values.js";
import type { ValueTexts } from "./value-texts.js";

export function chainEnd(outputs: unknown, run: Run, kwargs: unknown, texts: ValueTexts): RunEnd {
  const error = ownFailure(outputs, run);
  if (error !== undefined) return { status: "failed", error };
  const shown = showsTurn(run);
  const output = ownOutput(outputs, run);
  noteStepOutput(run, output);
  if (run.fills !== undefined) run.fills.parts = orElse(() => promptParts(output), []);
  return {
    status: "ok",
    output: texts.chain(output, "output"),
    turn: shown ? texts.turn(output, "output") : undefined,
    ...lateInput(kwargs, shown, texts),
  };
}

export function modelEnd(result: unknown, run: Run, extraParams: unknown, texts: ValueTexts): RunEnd {
  const { model, provider } = run.start;
  noteStepOutput(
    run,
    orElse(() => answered(result), undefined),
  );
  const answer = readModelAnswer(result, { model, provider, parameters: {}, tools: undefined }, extraParams);
  return {
    status: "ok",
    output: texts.modelOutput(result),
    turn: showsTurn(run) ? texts.turn(answerMessages(result), "output") : undefined,
    result: answer,
    metadata: answer.finishReason === undefined ? undefined : { finish_reason: answer.finishReason },
  };
}

export function toolEnd(output: unknown, run: Run, texts: ValueTexts): RunEnd {
  noteStepOutput(run, output);
  const toolCallId = resultToolCallId(output);
  return {
    status: "ok",
    output: texts.toolOutput(output),
    metadata: toolCallId === undefined ? undefined : { tool_call_id: toolCallId },
  };
}

export function retrieverEnd(documents: unknown, run: Run, texts: ValueTexts): RunEnd {
  noteStepOutput(run, documents);
  return { status: "ok", output: texts.retrieval({ documents }, "output") };
}

export function failure(thrown: unknown, kwargs: unknown, texts: ValueTexts): RunEnd {
  if (isControlFlow(thrown)) return readControlFlow(thrown, texts.writer);
  return { status: "failed", error: readError(thrown, texts.writer), input: lateInput(kwargs, false, texts).input };
}

export function modelFailure(thrown: unknown, { start }: Run, texts: ValueTexts): RunEnd {
  const end = failure(thrown, undefined, texts);
  if (end.status !== "failed" || !end.error.aborted || start.signal?.aborted !== true) return end;
  return { status: "failed", error: abortError(start.signal, thrown) };
}

// A streamed fallback at the root of a trace shows the answer of its winner.
function showsTurn({ place }: Run): boolean {
  if (place.kind === "child") return place.parent.start.wrapper === "withFallbacks" && showsTurn(place.parent);
  return place.kind === "root";
}

// Steps of a stream start before their input is known; LangChain gives it with their end.
function lateInput(
  kwargs: unknown,
  showsTurn: boolean,
  texts: ValueTexts,
): Pick<Extract<RunEnd, { status: "ok" }>, "input" | "inputTurn"> {
  const { inputs } = shapeOf(kwargs);
  if (inputs === undefined) return {};
  return { input: texts.chain(inputs, "input"), inputTurn: showsTurn ? texts.turn(inputs, "input") : undefined };
}

/** The messages of a chat prompt's value, as the host has them; or the text of another's. */
function promptParts(value: unknown): readonly unknown[] {
  const { messages, value: text } = shapeOf(value);
  return typeof text === "string" ? [text] : listOf(messages);
}

// What the model's caller gets.
function answered(result: unknown): unknown {
  const { message, text } = shapeOf(listOf(listOf(shapeOf(result).generations)[0])[0]);
  return message ?? text;
}

function answerMessages(result: unknown): readonly unknown[] {
  return listOf(listOf(shapeOf(result).generations)[0]).map((generation) => answerMessage(shapeOf(generation)));
}

function answerMessage({ message, text }: Shape): unknown {
  return message ?? { role: "assistant", content: text };
}
