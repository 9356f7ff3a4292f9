import { readError } from "../handlers/convert/errors/errors.js";
import { ValueSerializer } from "../handlers/value-serializer.js";
import { asList, isJsonObject } from "../records/json/json-object.js";
import { OPTIONS } from "../settings/options/option-table.js";

// The SDK takes plain data alone. For an instance of a class as an output, such as a message of LangChain, for a cycle
// or a bigint as an argument, or for a thrown text, it loses the trace and every other one of the same batch.
const texts = new ValueSerializer({
  maxFieldBytes: OPTIONS.maxFieldBytes.default,
  maxMediaBytes: OPTIONS.maxMediaBytes.default,
  maxAttachmentBytes: 0,
  media: "inline",
});

/** What a function is called with, as `track` can send it. */
export function plainArguments(values: readonly unknown[]): readonly unknown[] {
  const plain = texts.snapshot(values);
  return Array.isArray(plain) ? asList(plain) : [plain];
}

/** What a function returned, as `track` can send it. */
export function plainOutput(value: unknown): Record<string, unknown> {
  const plain = texts.snapshot(value);
  return isJsonObject(plain) ? { ...plain } : { result: plain };
}

/** What a function threw, as `track` can send it. */
export function plainError(thrown: unknown): Error {
  const { exception_type, message = "", traceback } = readError(thrown, texts.writer).info;
  // Where a program has frozen `Error.prototype`, a plain assignment throws.
  return Object.defineProperties(new Error(message), { name: { value: exception_type }, stack: { value: traceback } });
}
