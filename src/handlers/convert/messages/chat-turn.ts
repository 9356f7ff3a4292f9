import { fewFields, hasFields } from "../../../records/json/few-members.js";
import { asText, isJsonObject, type JsonObject } from "../../../records/json/json-object.js";
import { readToolCalls } from "../tools/tool-calls.js";
import { renderContent } from "./content-parts.js";
import { MessageAs } from "./known-objects.js";
import { type ReadMessage, readMessage } from "./read-message.js";

/** Which side of the turn: what the person said last, or what the model said last. */
export type TurnSide = "input" | "output";

/**
 * A root run's input or output as one readable chat turn: Opik shows a thread as the turns of its traces, and would
 * repeat the whole history in each. Undefined where the value holds no messages: it is fine as it is.
 */
export function chatTurn(value: unknown, side: TurnSide): unknown {
  if (isMessageList(value)) return turnOf(value, side);
  if (!isJsonObject(value)) return undefined;
  const messages = messagesOfState(value);
  if (messages !== undefined) return turnOfState(value, messages, side);
  if (isMessageList(value[side]) && hasFields(value, 1)) return turnOf(value[side], side);
  return "_getType" in value ? turnOf([value], side) : undefined;
}

// What has more is no conversation.
const MAX_MESSAGES = 10_000;

function isMessageList(value: unknown): value is readonly unknown[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MAX_MESSAGES &&
    value.every((one) => typeof one !== "string" && readMessage(one) !== undefined)
  );
}

// In a state's `messages` a bare text is a message, too: a person's.
function messagesOfState({ messages }: JsonObject): readonly unknown[] | undefined {
  if (asText(messages) !== undefined) return [messages];
  if (!Array.isArray(messages) || messages.length === 0 || messages.length > MAX_MESSAGES) return undefined;
  return messages.every((one) => readMessage(one)) ? messages : undefined;
}

function turnOf(messages: readonly unknown[], side: TurnSide): unknown {
  const last = lastOf(messages, side);
  const text = plainText(readMessage(last));
  return text === undefined ? { messages: [new MessageAs("langchain", last)] } : { [side]: text };
}

// A prompt value is a state of LangChain's own: only its messages matter. Other states keep their other keys.
function turnOfState(state: JsonObject, messages: readonly unknown[], side: TurnSide): unknown {
  if ("toChatMessages" in state) return turnOf(messages, side);
  const isBare = hasFields(state, 1);
  return isBare
    ? turnOf(messages, side)
    : { ...fewFields(state), messages: [new MessageAs("langchain", lastOf(messages, side))] };
}

function lastOf(messages: readonly unknown[], side: TurnSide): unknown {
  const type = side === "input" ? "human" : "ai";
  return messages.findLast((one) => readMessage(one)?.type === type) ?? messages.at(-1);
}

function plainText(message: ReadMessage | undefined): string | undefined {
  if (message === undefined || readToolCalls(message.source).length > 0) return undefined;
  const content = renderContent(message.content);
  return typeof content === "string" ? asText(content) : undefined;
}
