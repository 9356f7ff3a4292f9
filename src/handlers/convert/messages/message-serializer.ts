import { asJsonObject } from "../../../records/json/json-object.js";
import type { JsonText, JsonWriter } from "../../../records/json/json-writer.js";
import { langChainMessage, openAiMessage } from "./message-json.js";
import { readMessage } from "./read-message.js";

interface MessageJson {
  readonly seen: readonly unknown[];
  openAi: JsonText | undefined;
  langChain: JsonText | undefined;
}

/**
 * Writes each message once: an agent sends the same message objects again with every turn, and only what is new
 * should cost anything.
 */
export class MessageSerializer {
  readonly #writer: JsonWriter;
  readonly #toText = (value: unknown) => this.#writer.write(value);
  readonly #json = new WeakMap<object, MessageJson>();

  /** `writer` must not know messages itself: a message may hold itself. */
  constructor(writer: JsonWriter) {
    this.#writer = writer;
  }

  openAi(value: unknown): JsonText {
    if (typeof value !== "object" || value === null) return this.#openAi(value);
    const json = this.#jsonOf(value);
    json.openAi ??= this.#openAi(value);
    return json.openAi;
  }

  #openAi(value: unknown): JsonText {
    return this.#writer.write(openAiMessage(value, this.#toText));
  }

  /** Undefined: it is no message. */
  langChain(value: object): JsonText | undefined {
    const json = this.#jsonOf(value);
    if (json.langChain !== undefined) return json.langChain;
    const message = readMessage(value);
    if (message === undefined) return undefined;
    json.langChain = this.#writer.write(langChainMessage(message, this.#toText));
    return json.langChain;
  }

  // LangGraph gives messages their ids after we first see them: a message whose parts were replaced is written anew.
  #jsonOf(value: object): MessageJson {
    const seen = partsOf(value);
    const known = this.#json.get(value);
    if (known?.seen.every((part, at) => part === seen[at])) return known;
    const fresh: MessageJson = { seen, openAi: undefined, langChain: undefined };
    this.#json.set(value, fresh);
    return fresh;
  }
}

function partsOf(message: unknown): readonly unknown[] {
  const { content, id, name, tool_calls, response_metadata, artifact, usage_metadata } = asJsonObject(message);
  const length = Array.isArray(content) ? content.length : undefined;
  return [content, length, id, name, tool_calls, response_metadata, artifact, usage_metadata];
}
