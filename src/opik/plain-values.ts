import { readError } from "../handlers/convert/errors/errors.js";
import { knownObjects } from "../handlers/convert/messages/known-objects.js";
import { MessageSerializer } from "../handlers/convert/messages/message-serializer.js";
import { tryOr } from "../records/json/guarded-read.js";
import { asList, isJsonObject } from "../records/json/json-object.js";
import { createJsonWriter } from "../records/json/json-writer.js";
import { OPTIONS } from "../settings/options/option-table.js";
import { sdkObject } from "./sdk-object.js";

// The SDK accepts plain data only. With an instance of a class as an output, such as a LangChain message, a cycle or a
// bigint as an argument, or a thrown string, it loses the trace and all others of the same batch.
const LIMITS = { maxFieldLength: OPTIONS.maxFieldLength.default, maxMediaLength: OPTIONS.maxMediaLength.default };
const langChainObject = knownObjects(new MessageSerializer(createJsonWriter(LIMITS)));
const writer = createJsonWriter(LIMITS, (value, write) => {
  const shown = tryOr(() => sdkObject(value), undefined);
  return shown === undefined ? langChainObject(value, write) : write(shown);
});

/** The value as it is now, as plain data that neither changes nor throws. */
function snapshot(value: unknown): unknown {
  const copy: unknown = JSON.parse(writer.write(value));
  return copy;
}

/** What a function is called with, as `track` can send it. */
export function plainArguments(values: readonly unknown[]): readonly unknown[] {
  const plain = snapshot(values);
  return Array.isArray(plain) ? asList(plain) : [plain];
}

/** What a function returned, as `track` can send it. */
export function plainOutput(value: unknown): Record<string, unknown> {
  const plain = snapshot(value);
  return isJsonObject(plain) ? { ...plain } : { result: plain };
}

/** What a function threw, as `track` can send it. */
export function plainError(thrown: unknown): Error {
  const { exception_type, message = "", traceback } = readError(thrown, writer).info;
  // Where a program has frozen `Error.prototype`, a plain assignment throws.
  return Object.defineProperties(new Error(message), { name: { value: exception_type }, stack: { value: traceback } });
}
