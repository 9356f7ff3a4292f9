import { asJsonObject, asParts } from "../../../records/json/json-object.js";
import type { JsonText, JsonWriter } from "../../../records/json/json-writer.js";
import { mayVisit, spendVisits, spentVisits } from "../../../records/json/write-work.js";
import type { Media } from "../../../records/media/media.js";
import { currentMedia, type MediaCollector } from "../../../records/media/media-collector.js";
import { langChainMessage, openAiMessage } from "./message-json.js";
import { readMessage } from "./read-message.js";

/** The cost of converting a message to a form that Opik shows, and each of its parts and calls. */
const MESSAGE_VISITS = 4;
const PART_VISITS = 6;

/** To write a shorter message again costs less than to remember its text, unless there are very many. */
const REMEMBERED_LENGTH = 400;
const MANY_VISITS = 2_000;

type Format = "openAi" | "langChain";

interface MessageJson {
  readonly seen: readonly unknown[];
  openAi: WrittenMessage | undefined;
  langChain: WrittenMessage | undefined;
}

/** A message's text, and the media that it names. */
interface WrittenMessage {
  readonly text: JsonText;
  readonly media: readonly Media[];
}

/**
 * Writes each message once: an agent sends the same message objects again with every turn, and only new ones should
 * cost anything. What is written outside of inputs and outputs names no media, and is not kept.
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
    return this.#writtenOnce(value, "openAi", () => this.#openAi(value));
  }

  #openAi(value: unknown): JsonText {
    spendVisits(visitsOf(value));
    return this.#writer.write(openAiMessage(value, this.#toText));
  }

  /** Undefined if it is no message. */
  langChain(value: object): JsonText | undefined {
    return this.#writtenOnce(value, "langChain", () => this.#langChain(value));
  }

  #writtenOnce<Text extends JsonText | undefined>(value: object, format: Format, write: () => Text): Text | JsonText {
    const media = currentMedia();
    if (media === undefined) return write();
    const written = this.#known(value)?.[format];
    if (written !== undefined) return textAgain(written, media);
    const [text, met] = media.noting(write);
    // A message that was cut because much else was read before it is whole when there is less.
    if (text !== undefined && isWorthRemembering(text, met) && mayVisit()) {
      this.#remember(value)[format] = { text, media: met };
    }
    return text;
  }

  #langChain(value: object): JsonText | undefined {
    spendVisits(visitsOf(value));
    const message = readMessage(value);
    return message && this.#writer.write(langChainMessage(message, this.#toText));
  }

  // LangGraph gives messages their ids after they are first seen here: a message whose parts were replaced is written
  // anew.
  #known(value: object): MessageJson | undefined {
    const known = this.#json.get(value);
    if (known === undefined) return undefined;
    const parts = partsOf(value);
    return known.seen.every((part, at) => part === parts[at]) ? known : undefined;
  }

  #remember(value: object): MessageJson {
    const known = this.#known(value) ?? { seen: partsOf(value), openAi: undefined, langChain: undefined };
    this.#json.set(value, known);
    return known;
  }
}

function isWorthRemembering(text: JsonText, media: readonly Media[]): boolean {
  return text.length >= REMEMBERED_LENGTH || media.length > 0 || spentVisits() > MANY_VISITS;
}

function visitsOf(message: unknown): number {
  const { content, tool_calls } = asJsonObject(message);
  return MESSAGE_VISITS + PART_VISITS * (asParts(content).length + asParts(tool_calls).length);
}

function textAgain({ text, media }: WrittenMessage, collector: MediaCollector): JsonText {
  collector.meetAgain(media);
  return text;
}

function partsOf(message: unknown): readonly unknown[] {
  const { content, id, name, tool_calls, response_metadata, artifact, usage_metadata } = asJsonObject(message);
  const length = Array.isArray(content) ? content.length : undefined;
  return [content, length, id, name, tool_calls, response_metadata, artifact, usage_metadata];
}
