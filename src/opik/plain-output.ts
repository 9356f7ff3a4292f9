import { ValueTexts } from "../handlers/value-texts.js";
import { isShape } from "../records/shape.js";
import { OPTIONS } from "../settings/option-table.js";

const texts = new ValueTexts({
  maxFieldBytes: OPTIONS.maxFieldBytes.default,
  maxMediaBytes: OPTIONS.maxMediaBytes.default,
});

/**
 * What a function returned, as `track` can send it. The SDK takes plain objects alone: for an instance of a class, such
 * as a message of LangChain, it loses the trace and every other one of the same batch.
 */
export function plainOutput(value: unknown): Record<string, unknown> {
  const plain = texts.snapshot(value);
  return isShape(plain) ? { ...plain } : { result: plain };
}
