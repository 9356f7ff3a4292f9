import type { Run } from "../tracing/run.js";
import type { RunEnd } from "../tracing/run-event.js";
import { readControlFlow } from "./convert/control-flow.js";
import { isControlFlow, readError } from "./convert/errors.js";
import { readModelAnswer } from "./convert/model-answer.js";
import { listOf, type Shape, shapeOf } from "./convert/shape.js";
import { resultToolCallId } from "./convert/tool-values.js";
import type { ValueTexts } from "./value-texts.js";

export function chainEnd(outputs: unknown, kwargs: unknown, isRoot: boolean, texts: ValueTexts): RunEnd {
  return {
    status: "ok",
    output: texts.chain(outputs, "output"),
    turn: isRoot ? texts.turn(outputs, "output") : undefined,
    ...lateInput(kwargs, isRoot, texts),
  };
}

export function modelEnd(result: unknown, run: Run, extraParams: unknown, texts: ValueTexts): RunEnd {
  const { model, provider } = run.start;
  const answer = readModelAnswer(result, { model, provider, parameters: {}, tools: undefined }, extraParams);
  return {
    status: "ok",
    output: texts.modelOutput(result),
    turn: run.place.kind === "root" ? texts.turn(answerMessages(result), "output") : undefined,
    result: { model: answer.model, provider: answer.provider, usage: answer.usage, cacheHit: answer.cacheHit },
    metadata: answer.finishReason === undefined ? undefined : { finish_reason: answer.finishReason },
  };
}

export function toolEnd(output: unknown, texts: ValueTexts): RunEnd {
  const toolCallId = resultToolCallId(output);
  return {
    status: "ok",
    output: texts.toolOutput(output),
    metadata: toolCallId === undefined ? undefined : { tool_call_id: toolCallId },
  };
}

export function retrieverEnd(documents: unknown, texts: ValueTexts): RunEnd {
  return { status: "ok", output: texts.chain({ documents }, "output") };
}

export function failure(thrown: unknown, kwargs: unknown, texts: ValueTexts): RunEnd {
  if (isControlFlow(thrown)) return readControlFlow(thrown, texts.writer);
  return { status: "failed", error: readError(thrown), input: lateInput(kwargs, false, texts).input };
}

// Steps of a stream start before their input is known; LangChain gives it with their end.
function lateInput(
  kwargs: unknown,
  isRoot: boolean,
  texts: ValueTexts,
): Pick<Extract<RunEnd, { status: "ok" }>, "input" | "inputTurn"> {
  const { inputs } = shapeOf(kwargs);
  if (inputs === undefined) return {};
  return { input: texts.chain(inputs, "input"), inputTurn: isRoot ? texts.turn(inputs, "input") : undefined };
}

function answerMessages(result: unknown): readonly unknown[] {
  return listOf(listOf(shapeOf(result).generations)[0]).map((generation) => answerMessage(shapeOf(generation)));
}

function answerMessage({ message, text }: Shape): unknown {
  return message ?? { role: "assistant", content: text };
}
