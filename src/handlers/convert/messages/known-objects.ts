import { fewFields, fewItems } from "../../../records/json/few-members.js";
import type { JsonText, KnownObject } from "../../../records/json/json-text.js";
import { isObject } from "../../../records/json/shape.js";
import { isShape, type Shape } from "../../../records/json/shape-fields.js";
import { isMessageObject, readMessage } from "./message-shape.js";
import type { MessageTexts } from "./message-texts.js";

/** Marks a message for the shape in which it is to be written. */
export class MessageAs {
  readonly shape: "openai" | "langchain";
  readonly message: unknown;

  constructor(shape: "openai" | "langchain", message: unknown) {
    this.shape = shape;
    this.message = message;
  }
}

/** Gives LangChain's own objects the texts that Opik shows well, wherever in a value they stand. */
export function knownObjects(messages: MessageTexts): KnownObject {
  return (value, write) => {
    if (value instanceof MessageAs) return writeMarked(value, messages);
    if (isMessageObject(value)) return messages.langChain(value);
    if (isPromptValue(value))
      return write("messages" in value ? { messages: value.messages } : { prompt: value.value });
    return hasPlainMessages(value)
      ? write({ ...fewFields(value), messages: fewItems(value.messages).map(markPlain) })
      : undefined;
  };
}

function writeMarked({ shape, message }: MessageAs, messages: MessageTexts): JsonText | undefined {
  if (shape === "openai") return messages.openAi(message);
  return messages.langChain(isObject(message) ? message : { role: "user", content: message });
}

// What a prompt template hands to a model.
function isPromptValue(value: object): value is Shape {
  return "toChatMessages" in value && typeof value.toChatMessages === "function";
}

// A state whose list of messages has plain `{ role, content }` objects or `["role", "content"]` pairs in it: beside
// message objects, Opik shows them only in the same shape.
function hasPlainMessages(value: object): value is Shape & { readonly messages: readonly unknown[] } {
  return isShape(value) && Array.isArray(value.messages) && fewItems(value.messages, MAX_ASKED).some(isPlainMessage);
}

// Asked of every object that has messages, more than once.
const MAX_ASKED = 1_000;

function isPlainMessage(value: unknown): value is object {
  return isObject(value) && !isMessageObject(value) && readMessage(value) !== undefined;
}

function markPlain(value: unknown): unknown {
  return isPlainMessage(value) ? new MessageAs("langchain", value) : value;
}
