import { asList } from "../../src/records/json/json-object.js";

/**
 * By what Opik's page knows a chat, as data: read from its `llmMessages` (its detectors of OpenAI's, LangChain's and
 * the playground's forms), and from what its threads and lists take as the text of a trace.
 */
interface MessageForm {
  /** The key that says who speaks, and what it may say. */
  readonly speaker: readonly [key: string, words: readonly string[]];
  /** The key that each message must have; of OpenAI's form only a tool's. */
  readonly needs?: { readonly key: string; readonly of: "all" | "tool" };
}

interface ChatShape {
  /** Where in the value it is looked for. */
  readonly path: readonly (string | number)[];
  /** A list of messages that is not empty, a list with a message under a key of each item, or a text. */
  readonly holds: "text" | { readonly form: MessageForm; readonly under?: string } | { readonly texts: string };
}

const OPENAI: MessageForm = {
  speaker: ["role", ["system", "user", "assistant", "tool", "function"]],
  needs: { key: "content", of: "tool" },
};
const LANGCHAIN: MessageForm = { speaker: ["type", ["human", "ai", "system", "tool", "function", "chat"]] };
const OF_THE_PLAYGROUND: MessageForm = { ...OPENAI, needs: { key: "text", of: "all" } };

const CHAT_SHAPES: Readonly<Record<Side, readonly ChatShape[]>> = {
  input: [
    { path: ["messages"], holds: { form: OPENAI } },
    { path: [], holds: { form: OPENAI } },
    { path: ["input"], holds: { form: OF_THE_PLAYGROUND } },
    { path: ["messages"], holds: { form: LANGCHAIN } },
    { path: ["messages", 0], holds: { form: LANGCHAIN } },
    { path: ["input", "messages"], holds: { form: LANGCHAIN } },
    { path: ["input", "messages", 0], holds: { form: LANGCHAIN } },
  ],
  output: [
    { path: ["choices"], holds: { form: OPENAI, under: "message" } },
    { path: ["text"], holds: "text" },
    { path: ["messages"], holds: { form: OPENAI } },
    { path: [], holds: { form: OPENAI } },
    { path: ["messages"], holds: { form: LANGCHAIN } },
    { path: ["generations", 0], holds: { texts: "text" } },
    { path: ["output"], holds: "text" },
  ],
};

export type Side = "input" | "output";

/** What the page makes of one side of a trace or a span. */
export function recognition(value: unknown, side: Side): "chat" | "json" | "empty" {
  if (value === undefined || value === null) return "empty";
  if (typeof value === "object" && Object.keys(value).length === 0) return "empty";
  return CHAT_SHAPES[side].some(({ path, holds }) => isHeld(valueAt(value, path), holds)) ? "chat" : "json";
}

/** Whether a trace or a span opens with its messages: one side is a chat, and the other is none that is not. */
export function opensAsChat({ input, output }: { readonly input?: unknown; readonly output?: unknown }): boolean {
  const sides = [recognition(input, "input"), recognition(output, "output")];
  return sides.includes("chat") && !sides.includes("json");
}

function isHeld(value: unknown, holds: ChatShape["holds"]): boolean {
  if (holds === "text") return typeof value === "string";
  if (!Array.isArray(value) || value.length === 0) return false;
  if ("texts" in holds) return value.every((one) => typeof valueAt(one, [holds.texts]) === "string");
  const { form, under } = holds;
  return value.every((one) => isMessage(under === undefined ? one : valueAt(one, [under]), form));
}

function isMessage(value: unknown, { speaker: [key, words], needs }: MessageForm): boolean {
  const word = valueAt(value, [key]);
  if (typeof word !== "string" || !words.includes(word)) return false;
  const isNeeded = needs?.of === "all" || (needs?.of === "tool" && word === "tool");
  return !isNeeded || valueAt(value, [needs.key]) !== undefined;
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let at = value;
  for (const key of path) at = typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined;
  return at;
}

/** Keys under which the page looks for the text of a value that is no list of messages. */
const TEXT_KEYS: Readonly<Record<Side, readonly string[]>> = {
  input: ["question", "message", "user_input", "query", "prompt", "input", "text", "content"],
  output: ["answer", "output", "response", "reply", "final_output"],
};
const SPEAKERS: Readonly<Record<Side, readonly string[]>> = { input: ["user", "human"], output: ["assistant", "ai"] };

/** The text that a thread, and the list of traces, shows of a trace; undefined where it is the bare JSON. */
export function shownText(value: unknown, side: Side): string | undefined {
  return textOfChoice(value, side) ?? textOfMessages(value, side) ?? textOfKeys(value, side);
}

function textOfChoice(value: unknown, side: Side): string | undefined {
  const choices = side === "output" ? valueAt(value, ["choices"]) : undefined;
  return Array.isArray(choices) ? asText(valueAt(choices.at(-1), ["message", "content"])) : undefined;
}

// Of a question the newest text part, of an answer the only one.
function textOfMessages(value: unknown, side: Side): string | undefined {
  const messages = asList(valueAt(value, ["messages"]));
  const said = messages.findLast((one) => {
    const word = valueAt(one, ["role"]) ?? valueAt(one, ["type"]);
    return typeof word === "string" && SPEAKERS[side].includes(word);
  });
  const content = valueAt(said, ["content"]);
  if (!Array.isArray(content)) return asText(content);
  const texts = content.filter((part) => valueAt(part, ["type"]) === "text").map((part) => valueAt(part, ["text"]));
  return side === "input" || texts.length === 1 ? asText(texts.at(-1)) : undefined;
}

function textOfKeys(value: unknown, side: Side): string | undefined {
  if (typeof value !== "object" || value === null) return asText(value);
  const values: unknown[] = Object.values(value);
  if (values.length === 1) return textOfKeys(values[0], side);
  const found = TEXT_KEYS[side].map((key) => asText(valueAt(value, [key])));
  return found.find((text) => text !== undefined);
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
