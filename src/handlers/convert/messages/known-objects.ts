import { fewFields, fewItems } from "../../../records/json/few-members.js";
import { isJsonObject, isObject, type JsonObject } from "../../../records/json/json-object.js";
import type { JsonText, KnownObject } from "../../../records/json/json-writer.js";
import type { MessageSerializer } from "./message-serializer.js";
import { isMessageObject, readMessage } from "./read-message.js";

/** Marks a message with the format in which it is to be written. */
export class MessageAs {
  readonly format: "openai" | "langchain";
  readonly message: unknown;

  constructor(format: "openai" | "langchain", message: unknown) {
    this.format = format;
    this.message = message;
  }
}

/** Writes LangChain's own objects in the form that Opik shows well, wherever in a value they are. */
export function knownObjects(messages: MessageSerializer): KnownObject {
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

function writeMarked({ format, message }: MessageAs, messages: MessageSerializer): JsonText | undefined {
  if (format === "openai") return messages.openAi(message);
  return messages.langChain(isObject(message) ? message : { role: "user", content: message });
}

// What a prompt template passes to a model.
function isPromptValue(value: object): value is JsonObject {
  return "toChatMessages" in value && typeof value.toChatMessages === "function";
}

// A state whose list of messages has plain `{ role, content }` objects or `["role", "content"]` pairs in it: beside
// message objects, Opik shows them only in the same format.
function hasPlainMessages(value: object): value is JsonObject & { readonly messages: readonly unknown[] } {
  return (
    isJsonObject(value) && Array.isArray(value.messages) && fewItems(value.messages, MAX_ASKED).some(isPlainMessage)
  );
}

// Every object that has messages is checked, more than once.
const MAX_ASKED = 1_000;

function isPlainMessage(value: unknown): value is object {
  return isObject(value) && !isMessageObject(value) && readMessage(value) !== undefined;
}

function markPlain(value: unknown): unknown {
  return isPlainMessage(value) ? new MessageAs("langchain", value) : value;
}
