import { fewItems, hasFields } from "../records/json/few-members.js";
import { tryOr } from "../records/json/guarded-read.js";
import { asText, isJsonObject, type JsonObject } from "../records/json/json-object.js";
import { JsonObjectBuilder, onlyText } from "../records/json/json-object-builder.js";
import {
  createJsonWriter,
  type FieldRef,
  type JsonLimits,
  type JsonText,
  type JsonWriter,
  joinArray,
} from "../records/json/json-writer.js";
import type { Media } from "../records/media/media.js";
import { collecting, MediaCollector, type MediaRules } from "../records/media/media-collector.js";
import { withoutSecrets } from "../records/redaction/redact-secrets.js";
import { createRedactingWriter } from "../records/redaction/redacting-writer.js";
import { REDACTED, type Redact, type RedactField, redactEach } from "../records/redaction/redaction.js";
import { seeingMedia } from "../records/redaction/seeing-media.js";
import type { Run } from "../tracing/run/run.js";
import type { RunEvent, RunKind } from "../tracing/run/run-event.js";
import { chainValue } from "./convert/chain-values.js";
import { answerTurn, questionTurn, type TurnSide } from "./convert/messages/chat-turn.js";
import { knownObjects, MessageAs } from "./convert/messages/known-objects.js";
import { MessageSerializer } from "./convert/messages/message-serializer.js";
import { modelChoices } from "./convert/model/model-choices.js";
import { toolArguments, toolResult } from "./convert/tools/tool-values.js";

/**
 * Writes the host's values as JSON when a callback brings them: the host may change them afterwards. Opik shows objects
 * only, so other values are put under `input` or `output`.
 */
export class ValueSerializer {
  /** Writes any value, with LangChain's own objects in the form that Opik shows. */
  readonly writer: JsonWriter;
  readonly #media: MediaCollector;
  readonly #unredacted: JsonWriter;

  /** `redact` sees every value on its way into a record. */
  constructor(limits: JsonLimits & MediaRules, redact?: RedactField) {
    this.#media = new MediaCollector(limits);
    // Only inputs and outputs have attachments: elsewhere, too, Opik's server takes out what is longer than this.
    const ownLimits = { ...limits, maxMediaLength: this.#media.longestText };
    const writer = createJsonWriter(ownLimits, knownObjects(new MessageSerializer(createJsonWriter(ownLimits))));
    this.#unredacted = writer;
    this.writer = redact === undefined ? writer : createRedactingWriter(writer, redact);
  }

  /** The media in the inputs and outputs that were written since the last call. */
  takeMedia(): readonly Media[] {
    return this.#media.take();
  }

  // A value that throws when read is still written: the writer can handle anything.
  chain(value: unknown, side: TurnSide): JsonText {
    return this.#object(
      side,
      tryOr(() => chainValue(value, side), value),
      "chain",
    );
  }

  /** A retriever's question, or the documents that it found. */
  retrieval(value: unknown, side: TurnSide): JsonText {
    return this.#object(side, value, "retriever");
  }

  /** For the trace: the question. Undefined if the value itself is readable as it is. @param input - as written */
  questionTurn(value: unknown, input: JsonText): JsonText | undefined {
    if (tryOr(() => isOnlyText(value), false)) return textAsQuestion(input);
    const turn = tryOr(() => questionTurn(chainValue(value, "input")), undefined);
    return turn === undefined ? undefined : this.#object("input", turn, "trace");
  }

  /** For the trace: the answer of its root. Undefined if the value itself is readable as it is. */
  answerTurn(value: unknown, root: Run | undefined): JsonText | undefined {
    const turn = tryOr(() => answerTurn(chainValue(value, "output"), root), undefined);
    return turn === undefined ? undefined : this.#object("output", turn, "trace");
  }

  modelInput(messages: readonly unknown[]): JsonText {
    return this.#ownObject(
      "input",
      { messages: fewItems(messages).map((one) => new MessageAs("openai", one)) },
      "model",
    );
  }

  modelOutput(result: unknown): JsonText {
    return this.#object(
      "output",
      tryOr(() => modelChoices(result), result),
      "model",
    );
  }

  toolInput(input: unknown): JsonText {
    return this.#object("input", toolArguments(input), "tool");
  }

  toolOutput(output: unknown): JsonText {
    return this.#object(
      "output",
      tryOr(() => toolResult(output), output),
      "tool",
    );
  }

  /** Writes a part of an output with the writer: the media in it is attached. */
  partOfOutput<Result>(write: (writer: JsonWriter) => Result): Result {
    return collecting(this.#media, () => write(this.writer));
  }

  /** What the host's code returned from a run. */
  output(value: unknown, kind: RunKind): JsonText {
    return this.#object("output", value, kind);
  }

  /** The name of a run, as redaction leaves it. */
  name(name: string, kind: RunKind): string {
    if (this.writer.redacts !== true) return name;
    const redacted: unknown = JSON.parse(this.writer.write(name, { field: "name", kind }));
    return typeof redacted === "string" ? redacted : REDACTED;
  }

  /** The value as it is now, free of everything that could change or throw. */
  snapshot(value: unknown): unknown {
    const copy: unknown = JSON.parse(this.writer.write(value));
    return copy;
  }

  /** What an event carries. */
  eventData(value: unknown): Pick<RunEvent, "data" | "given"> {
    const data = this.snapshot(value);
    if (this.writer.redacts !== true) return { data };
    const given: unknown = JSON.parse(this.#unredacted.write(value));
    return { data, given };
  }

  /**
   * Reads a callback's arguments, each through the parameter `argument`. If one of them throws when read, as a proxy or
   * a getter may, plain copies are read instead.
   */
  reading<Result>(read: (argument: (value: unknown) => unknown) => Result): Result {
    try {
      return read((value) => value);
    } catch {
      return read((value) => this.snapshot(value));
    }
  }

  #object(side: TurnSide, value: unknown, kind: FieldRef["kind"]): JsonText {
    const text = this.#write(side, value, kind);
    return text.startsWith("{") ? text : new JsonObjectBuilder().json(side, text).toJson();
  }

  // Looking at the beginning of a long text that was put together means copying it: all the messages of an agent, here.
  #ownObject(side: TurnSide, fields: JsonObject, kind: FieldRef["kind"]): JsonText {
    if (this.writer.redacts === true) return this.#object(side, fields, kind);
    return this.#write(side, fields, kind);
  }

  #write(side: TurnSide, value: unknown, kind: FieldRef["kind"]): JsonText {
    return collecting(this.#media, () => this.writer.write(value, { field: side, kind }));
  }
}

// LangChain puts a text under `input`.
function isOnlyText(value: unknown): boolean {
  return asText(isJsonObject(value) && hasFields(value, 1) ? value.input : value) !== undefined;
}

// What was written is not written again. Undefined if a redactor has made something else of it.
function textAsQuestion(input: JsonText): JsonText | undefined {
  const content = onlyText(input, "input");
  if (content === undefined) return undefined;
  const message = new JsonObjectBuilder().plain("role", "user").json("content", content);
  return new JsonObjectBuilder().json("messages", joinArray([message.toJson()])).toJson();
}

/** The standard set, the program's own redactor, or one after the other; undefined if nothing is to be hidden. */
export function redactor(mode: "off" | "standard", own: Redact | undefined): RedactField | undefined {
  if (own === undefined) return mode === "off" ? undefined : withoutSecrets;
  const redactByOwn = seeingMedia(redactEach(own));
  return mode === "off" ? redactByOwn : (value, place) => redactByOwn(withoutSecrets(value), place);
}
