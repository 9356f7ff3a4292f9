import { createJsonWriter, type JsonLimits, type JsonText, type JsonWriter, joinObject } from "../records/json-text.js";
import { chatTurn, type TurnSide } from "./convert/chat-turn.js";
import { knownObjects, MessageAs } from "./convert/known-objects.js";
import { MessageTexts } from "./convert/message-texts.js";
import { modelChoices } from "./convert/model-choices.js";
import { orElse } from "./convert/or-else.js";
import { toolArguments, toolResult } from "./convert/tool-values.js";

/**
 * Everything that a handler writes of the host's values, as JSON text, at once. Opik shows objects only, so other
 * values stand under `input` or `output`.
 */
export class ValueTexts {
  /** Writes any value, with LangChain's own objects in the shapes that Opik shows. */
  readonly writer: JsonWriter;

  constructor(limits: JsonLimits) {
    this.writer = createJsonWriter(limits, knownObjects(new MessageTexts(createJsonWriter(limits))));
  }

  chain(value: unknown, side: TurnSide): JsonText {
    return this.#object(side, value);
  }

  /** For the trace. Undefined where the value itself is readable as it is. */
  turn(value: unknown, side: TurnSide): JsonText | undefined {
    const turn = orElse(() => chatTurn(value, side), undefined);
    return turn === undefined ? undefined : this.writer.write(turn);
  }

  modelInput(messages: readonly unknown[]): JsonText {
    return this.writer.write({ messages: messages.map((one) => new MessageAs("openai", one)) });
  }

  modelOutput(result: unknown): JsonText {
    return this.#object(
      "output",
      orElse(() => modelChoices(result), result),
    );
  }

  toolInput(input: unknown): JsonText {
    return this.#object("input", toolArguments(input));
  }

  // A value that resists being looked at is still written: the writer can deal with anything.
  toolOutput(output: unknown): JsonText {
    return this.#object(
      "output",
      orElse(() => toolResult(output), output),
    );
  }

  /** The value as it is now, free of everything that could change or resist. */
  snapshot(value: unknown): unknown {
    const copy: unknown = JSON.parse(this.writer.write(value));
    return copy;
  }

  #object(key: string, value: unknown): JsonText {
    const text = this.writer.write(value);
    return text.startsWith("{") ? text : joinObject([[key, text]]);
  }
}
