import { tryOr } from "../records/json/guarded-read.js";
import { asJsonObject, asList, type JsonObject } from "../records/json/json-object.js";
import { abortError } from "../tracing/ends/abort.js";
import { isOutputTold, messagesIn, rootOf } from "../tracing/run/given-messages.js";
import type { Run } from "../tracing/run/run.js";
import type { CostEstimate, LateInput, RunEnd } from "../tracing/run/run-event.js";
import type { RefusedCall } from "../tracing/trace/tool-calls.js";
import { noteStepOutput, ownFailure, ownOutput, ownStepFailure, readableOutput } from "./batch-output.js";
import { chainValue } from "./convert/chain-values.js";
import { commandNote } from "./convert/commands.js";
import { readControlFlow } from "./convert/errors/control-flow.js";
import { isControlFlow, readError } from "./convert/errors/errors.js";
import { answerSources } from "./convert/model/answer-sources.js";
import { readModelAnswer } from "./convert/model/model-answer.js";
import { notesBesideAnswer } from "./convert/model/response-notes.js";
import { failedCalls, invalidCalls } from "./convert/tools/refused-calls.js";
import { resultToolCallId } from "./convert/tools/tool-values.js";
import { costEstimate, type EstimateMode } from "./convert/usage/cost-estimate.js";
import type { ValueSerializer } from "./value-serializer.js";

export function chainEnd(outputs: unknown, run: Run, kwargs: unknown, serializer: ValueSerializer): RunEnd {
  const error = ownFailure(outputs, run);
  if (error !== undefined) return { status: "failed", error };
  const { start } = run;
  const shown = showsTurn(run);
  const output = ownOutput(outputs, run);
  noteStepOutput(run, output);
  const refusedCalls = start.taskKey !== undefined && !start.hidden ? noteAdded(output, run) : undefined;
  run.fills?.gave(tryOr(() => promptParts(output), []));
  noteLateMessages(kwargs, run);
  const readable = readableOutput(output, run, asJsonObject(kwargs).inputs);
  const text = serializer.chain(readable, "output");
  return {
    status: "ok",
    output: text,
    turn: shown && isOutputTold(run, text) ? serializer.answerTurn(readable, rootOf(run)) : undefined,
    metadata: commandNote(readable),
    refusedCalls,
    ...lateInput(kwargs, shown, serializer),
  };
}

/** A promise where what the call cost is to be estimated, and the prices are still being loaded. */
export function modelEnd(
  result: unknown,
  run: Run,
  extraParams: unknown,
  serializer: ValueSerializer,
  estimates: EstimateMode,
): RunEnd | Promise<RunEnd> {
  const { model, provider, override } = run.start;
  noteStepOutput(
    run,
    tryOr(() => answered(result), undefined),
  );
  const answer = readModelAnswer(result, { model, provider, override }, extraParams, run.model);
  const end = {
    status: "ok",
    output: serializer.modelOutput(result),
    turn: showsTurn(run) ? serializer.answerTurn(answerMessages(result), rootOf(run)) : undefined,
    refusedCalls: run.tree.takeRefused(tryOr(() => invalidCalls(result), [])),
    metadata: modelNotes(answer.finishReason, result),
  } as const;
  const priced = (estimate: CostEstimate | undefined): RunEnd => ({ ...end, result: { ...answer, estimate } });
  const estimate = costEstimate(answer, { model, time: new Date(run.startMicros / 1000) }, estimates);
  return estimate !== undefined && "then" in estimate ? estimate.then(priced) : priced(estimate);
}

// Undefined if there is nothing: each object that is joined to the metadata costs microseconds.
function modelNotes(finishReason: string | undefined, result: unknown): JsonObject | undefined {
  const beside = tryOr(() => notesBesideAnswer(result), undefined);
  const sources = tryOr(() => answerSources(result), undefined);
  if (finishReason === undefined && beside === undefined && sources === undefined) return undefined;
  return { finish_reason: finishReason, response_metadata: beside, sources };
}

export function toolEnd(output: unknown, run: Run, serializer: ValueSerializer): RunEnd {
  noteStepOutput(run, output);
  const toolCallId = resultToolCallId(output);
  const command = commandNote(output);
  return {
    status: "ok",
    output: serializer.toolOutput(output),
    metadata: toolCallId === undefined ? command : { ...command, tool_call_id: toolCallId },
  };
}

export function retrieverEnd(documents: unknown, run: Run, serializer: ValueSerializer): RunEnd {
  noteStepOutput(run, documents);
  return { status: "ok", output: serializer.retrieval({ documents }, "output") };
}

export function failure(thrown: unknown, serializer: ValueSerializer): RunEnd {
  if (isControlFlow(thrown)) return serializer.partOfOutput((writer) => readControlFlow(thrown, writer));
  return { status: "failed", error: readError(thrown, serializer.writer) };
}

export function chainFailure(thrown: unknown, run: Run, kwargs: unknown, serializer: ValueSerializer): RunEnd {
  const end = failure(thrown, serializer);
  if (end.status !== "failed") return end;
  noteLateMessages(kwargs, run);
  const error = end.error.aborted ? end.error : (ownStepFailure(thrown, run) ?? end.error);
  return { status: "failed", error, ...lateInput(kwargs, showsTurn(run), serializer) };
}

export function modelFailure(thrown: unknown, { start }: Run, serializer: ValueSerializer): RunEnd {
  const end = failure(thrown, serializer);
  if (end.status !== "failed" || !end.error.aborted || start.signal?.aborted !== true) return end;
  return { status: "failed", error: abortError(start.signal, thrown) };
}

// A streamed fallback at the root of a trace shows the answer of its winner.
function showsTurn({ position }: Run): boolean {
  if (position.kind === "child") return position.parent.start.wrapper === "withFallbacks" && showsTurn(position.parent);
  return position.kind === "root";
}

// Steps of a stream start before their input is known; LangChain reports it with their end.
function lateInput(kwargs: unknown, showsTurn: boolean, serializer: ValueSerializer): LateInput {
  const { inputs } = asJsonObject(kwargs);
  if (inputs === undefined) return {};
  const input = serializer.chain(inputs, "input");
  return { input, inputTurn: showsTurn ? serializer.questionTurn(inputs, input) : undefined };
}

// A stream receives its input while it runs.
function noteLateMessages(kwargs: unknown, run: Run): void {
  if (run.position.kind !== "root") return;
  const messages = tryOr(() => messagesIn(asJsonObject(kwargs).inputs), undefined) ?? [];
  if (messages.length === 0) return;
  const found = run.ensureTurnMessages();
  found.findInRoot(messages);
  if (run.tree.totals.modelCalls > 0) found.tell();
}

/** Returns those calls of tools among them that failed before the tool ran. */
function noteAdded(output: unknown, node: Run): readonly RefusedCall[] {
  const given = tryOr(() => messagesIn(chainValue(output, "output")), undefined) ?? [];
  if (given.length === 0) return [];
  const messages = rootOf(node)?.ensureTurnMessages();
  messages?.complete();
  const failed = tryOr(() => failedCalls(given.filter((one) => messages?.has(one) !== true)), []);
  return node.tree.takeRefused(failed);
}

/** The messages of a chat prompt's value, as the host has them; or the text of another prompt's. */
function promptParts(value: unknown): readonly unknown[] {
  const { messages, value: text } = asJsonObject(value);
  return typeof text === "string" ? [text] : asList(messages);
}

// What the model's caller receives.
function answered(result: unknown): unknown {
  const { message, text } = asJsonObject(asList(asList(asJsonObject(result).generations)[0])[0]);
  return message ?? text;
}

function answerMessages(result: unknown): readonly unknown[] {
  return asList(asList(asJsonObject(result).generations)[0]).map((generation) =>
    answerMessage(asJsonObject(generation)),
  );
}

function answerMessage({ message, text }: JsonObject): unknown {
  return message ?? { role: "assistant", content: text };
}
