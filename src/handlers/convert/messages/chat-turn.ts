import { fewFields, hasFields } from "../../../records/json/few-members.js";
import { asText, isJsonObject, type JsonObject } from "../../../records/json/json-object.js";
import type { Run } from "../../../tracing/run/run.js";
import { readToolCalls } from "../tools/tool-calls.js";
import { plainContent } from "./content-parts.js";
import { MessageAs } from "./known-objects.js";
import { type ReadMessage, readMessage } from "./read-message.js";

/** Which side of the turn: what the person said last, or what was answered. */
export type TurnSide = "input" | "output";

/** How a turn is made of a value's messages. */
interface TurnRule {
  readonly side: TurnSide;
  /** The message that the turn shows; undefined: none of them is of this turn. */
  readonly choose: (messages: readonly unknown[]) => unknown;
  /** Of an agent the answer itself stands first, beside the other keys of its state. */
  readonly isAgents: boolean;
  /** A value without a message of this turn is shown without messages; else whole, as it is. */
  readonly hidesOthers: boolean;
}

/**
 * A root run's input as one readable chat turn: Opik shows a thread as the turns of its traces, and would repeat the
 * whole history in each. Undefined where the value holds no messages: it is fine as it is.
 */
export function questionTurn(value: unknown): unknown {
  return chatTurn(value, { side: "input", choose: lastOfPerson, isAgents: false, hidesOthers: false });
}

/** A run's output in the same way: the last message that came in this run of `root`, never one of an earlier turn. */
export function answerTurn(value: unknown, root: Run | undefined): unknown {
  const isGraph = root?.start.isGraph === true;
  return chatTurn(value, {
    side: "output",
    choose: (messages) => lastAdded(messages, root, isGraph),
    isAgents: isAgent(root?.start.metadata ?? {}),
    hidesOthers: isGraph || root?.turnMessages?.hasNodes === true,
  });
}

function lastOfPerson(messages: readonly unknown[]): unknown {
  return messages.findLast((one) => readMessage(one)?.type === "human") ?? messages.at(-1);
}

function lastAdded(messages: readonly unknown[], root: Run | undefined, isGraph: boolean): unknown {
  const found = root?.turnMessages;
  // A graph of which no node ran keeps copies of what it was given.
  const added = isGraph && found?.hasNodes !== true ? undefined : messages.findLast((one) => found?.has(one) !== true);
  const isAlone = messages.length === 1 && found?.hasNodes !== true && !isGraph;
  return added ?? (isAlone ? messages[0] : undefined);
}

function chatTurn(value: unknown, rule: TurnRule): unknown {
  if (isMessageList(value)) return turnOf(value, rule);
  if (!isJsonObject(value)) return undefined;
  const messages = messagesOfState(value);
  if (messages !== undefined) return turnOfState(value, messages, rule);
  const only = value[rule.side];
  if (isMessageList(only) && hasFields(value, 1)) return turnOf(only, rule);
  return "_getType" in value ? turnOf([value], rule) : undefined;
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

function turnOf(messages: readonly unknown[], rule: TurnRule): unknown {
  const shown = rule.choose(messages);
  if (shown === undefined) return rule.hidesOthers ? { messages: [] } : undefined;
  const text = plainText(readMessage(shown));
  return text === undefined ? { messages: [new MessageAs("langchain", shown)] } : { [rule.side]: text };
}

// A prompt value is a state of LangChain's own: only its messages matter. Other states keep their other keys.
function turnOfState(state: JsonObject, messages: readonly unknown[], rule: TurnRule): unknown {
  if ("toChatMessages" in state || hasFields(state, 1)) return turnOf(messages, rule);
  const shown = rule.choose(messages);
  if (shown === undefined && !rule.hidesOthers) return undefined;
  const text = rule.isAgents && !(rule.side in state) ? plainText(readMessage(shown)) : undefined;
  if (text !== undefined) {
    const { messages: _, ...others } = fewFields(state);
    return { [rule.side]: text, ...others };
  }
  return { ...fewFields(state), messages: shown === undefined ? [] : [new MessageAs("langchain", shown)] };
}

function plainText(message: ReadMessage | undefined): string | undefined {
  if (message === undefined || readToolCalls(message.source).length > 0) return undefined;
  return plainContent(message);
}

// A deep agent calls itself either, by its version: its state has files and more beside the messages.
function isAgent({ ls_integration: integration }: JsonObject): boolean {
  return integration === "langchain_create_agent" || integration === "deepagents";
}
