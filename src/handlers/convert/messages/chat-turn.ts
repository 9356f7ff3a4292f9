import { fewFields, hasFields } from "../../../records/json/few-members.js";
import { asJsonObject, asParts, asText, isJsonObject, type JsonObject } from "../../../records/json/json-object.js";
import type { Run } from "../../../tracing/run/run.js";
import { readToolCalls } from "../tools/tool-calls.js";
import { isThought, plainContent, renderMessage } from "./content-parts.js";
import { MessageAs } from "./known-objects.js";
import { thoughtBeside } from "./message-json.js";
import { isMessageList, MAX_MESSAGES, type ReadMessage, readMessage } from "./read-message.js";

/** Which side of the turn: what the person said, or what was answered. */
export type TurnSide = "input" | "output";

/** How an answer is made of a value's messages. */
interface AnswerRule {
  /** The message that the turn shows; undefined if none of them belongs to this turn. */
  readonly choose: (messages: readonly unknown[]) => unknown;
  /** An agent's answer comes first, before the other keys of its state. */
  readonly isAgents: boolean;
  /** A value without a message of this turn is shown without messages, not whole. */
  readonly hidesOthers: boolean;
}

/**
 * The question that a root run is asked in this turn, as messages of OpenAI's form: the newest question and what came
 * after it, with the system's messages. Opik shows a thread as the turns of its traces, and would repeat the whole
 * history in each. Undefined if the value holds no messages and can be shown as it is.
 */
export function questionTurn(value: unknown): unknown {
  const { messages, others } = messagesOf(value, "input") ?? {};
  if (messages === undefined) return undefined;
  // Opik's page looks for the messages under `input` first, and would read them as a playground's.
  const format = others !== undefined && "input" in others ? "langchain" : "openai";
  return { messages: messagesOfTurn(messages).map((one) => new MessageAs(format, one)), ...others };
}

/**
 * What a run of `root` answered, as one readable text or message: the last message that was added in this run, never
 * one of an earlier turn. Undefined if the value holds no messages.
 */
export function answerTurn(value: unknown, root: Run | undefined): unknown {
  const isGraph = root?.start.isGraph === true;
  return answerOf(value, {
    choose: (messages) => lastAdded(messages, root, isGraph),
    isAgents: isAgent(root?.start.metadata ?? {}),
    hidesOthers: isGraph || root?.turnMessages?.hasNodes === true,
  });
}

function messagesOfTurn(messages: readonly unknown[]): readonly unknown[] {
  const types = messages.map((one) => readMessage(one)?.type);
  const lastAsked = types.lastIndexOf("human");
  let from = lastAsked === -1 ? types.length - 1 : lastAsked;
  while (from > 0 && types[from - 1] === "human") from -= 1;
  return messages.filter((_, at) => types[at] !== "remove" && (at >= from || isSystem(types[at])));
}

function isSystem(type: string | undefined): boolean {
  return type === "system" || type === "developer";
}

function lastAdded(messages: readonly unknown[], root: Run | undefined, isGraph: boolean): unknown {
  const found = root?.turnMessages;
  // A graph of which no node ran keeps copies of its input.
  const added = isGraph && found?.hasNodes !== true ? undefined : messages.findLast((one) => found?.has(one) !== true);
  const isAlone = messages.length === 1 && found?.hasNodes !== true && !isGraph;
  return added ?? (isAlone ? messages[0] : undefined);
}

/** A value's messages, and the other keys of the state that holds them. */
interface StateMessages {
  readonly messages: readonly unknown[];
  readonly others?: JsonObject;
}

function messagesOf(value: unknown, side: TurnSide): StateMessages | undefined {
  if (isMessageList(value)) return { messages: value };
  if (!isJsonObject(value)) return undefined;
  const messages = messagesOfState(value);
  // A prompt value is a state of LangChain's own: only its messages matter. Other states keep their other keys.
  if (messages !== undefined) return "toChatMessages" in value ? { messages } : { messages, others: othersOf(value) };
  const only = value[side];
  if (isMessageList(only) && hasFields(value, 1)) return { messages: only };
  return "_getType" in value ? { messages: [value] } : undefined;
}

function othersOf(state: JsonObject): JsonObject {
  const { messages: _, ...others } = fewFields(state);
  return others;
}

// In a state's `messages` a plain text is a message, too: a person's.
function messagesOfState({ messages }: JsonObject): readonly unknown[] | undefined {
  if (asText(messages) !== undefined) return [messages];
  if (!Array.isArray(messages) || messages.length === 0 || messages.length > MAX_MESSAGES) return undefined;
  return messages.every((one) => readMessage(one)) ? messages : undefined;
}

function answerOf(value: unknown, { choose, isAgents, hidesOthers }: AnswerRule): unknown {
  const { messages, others = {} } = messagesOf(value, "output") ?? {};
  if (messages === undefined) return undefined;
  const answer = choose(messages);
  if (answer === undefined) return hidesOthers ? others : undefined;
  const message = readMessage(answer);
  const text = answerText(message);
  const isFirst = hasFields(others, 0) || ((isAgents || !isReadable(message)) && !("output" in others));
  if (text !== undefined && isFirst) return { output: text, ...others };
  return { messages: [new MessageAs("langchain", answer)], ...others };
}

// Of a state's messages a thread shows only a model's text, and only if it is one text.
function isReadable(message: ReadMessage | undefined): boolean {
  if (message?.type !== "ai" || typeof renderMessage(message) !== "string") return false;
  return thoughtBeside(message.source) === undefined;
}

/** The text of an answer that is nothing else: without the model's reasoning and the steps on its way. */
function answerText(message: ReadMessage | undefined): string | undefined {
  if (message === undefined || readToolCalls(message.source).length > 0) return undefined;
  if (!Array.isArray(message.content)) return plainContent(message);
  const said = asParts(message.content).filter((part) => !isThought(part));
  const texts = said.map((part) => textOf(part)).filter((text) => text !== undefined);
  const isMedia = asParts(renderMessage(message)).some((part) => MEDIA.test(asText(asJsonObject(part).type) ?? ""));
  return isMedia ? undefined : asText(texts.join(""));
}

const MEDIA = /^(image|input_audio|audio|video|file)/;

function textOf(part: unknown): string | undefined {
  if (typeof part === "string") return part;
  const { type, text } = asJsonObject(part);
  return type === "text" || type === "output_text" || type === undefined ? asText(text) : undefined;
}

// A deep agent calls itself one or the other, depending on its version: its state has files and more beside the
// messages.
function isAgent({ ls_integration: integration }: JsonObject): boolean {
  return integration === "langchain_create_agent" || integration === "deepagents";
}
