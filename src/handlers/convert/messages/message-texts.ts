import type { JsonText, JsonWriter } from "../../../records/json/json-text.js";
import { shapeOf } from "../../../records/json/shape-fields.js";
import { langChainMessage, openAiMessage } from "./message-json.js";
import { readMessage } from "./message-shape.js";

interface Texts {
  readonly seen: readonly unknown[];
  openAi: JsonText | undefined;
  langChain: JsonText | undefined;
}

/**
 * The JSON texts of messages, each made once: an agent sends the same message objects again with every turn, and
 * only what is new should cost anything.
 */
export class MessageTexts {
  readonly #writer: JsonWriter;
  readonly #texts = new WeakMap<object, Texts>();

  /** `writer` must not know messages itself: a message may hold itself. */
  constructor(writer: JsonWriter) {
    this.#writer = writer;
  }

  openAi(value: unknown): JsonText {
    if (typeof value !== "object" || value === null) return this.#openAi(value);
    const texts = this.#textsOf(value);
    texts.openAi ??= this.#openAi(value);
    return texts.openAi;
  }

  #openAi(value: unknown): JsonText {
    return this.#writer.write(openAiMessage(value, (given) => this.#writer.write(given)));
  }

  /** Undefined: it is no message. */
  langChain(value: object): JsonText | undefined {
    const texts = this.#textsOf(value);
    if (texts.langChain !== undefined) return texts.langChain;
    const message = readMessage(value);
    if (message === undefined) return undefined;
    texts.langChain = this.#writer.write(langChainMessage(message));
    return texts.langChain;
  }

  // LangGraph gives messages their ids after the first sight: a message whose parts were exchanged is made anew.
  #textsOf(value: object): Texts {
    const seen = partsOf(value);
    const known = this.#texts.get(value);
    if (known?.seen.every((part, at) => part === seen[at])) return known;
    const fresh: Texts = { seen, openAi: undefined, langChain: undefined };
    this.#texts.set(value, fresh);
    return fresh;
  }
}

function partsOf(message: unknown): readonly unknown[] {
  const { content, id, name, tool_calls, response_metadata, artifact, usage_metadata } = shapeOf(message);
  const length = Array.isArray(content) ? content.length : undefined;
  return [content, length, id, name, tool_calls, response_metadata, artifact, usage_metadata];
}
