import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { withoutSecretsInText } from "../../../src/records/redaction/redact-secrets.js";

const MEGABYTE = 1_000_000;
const TEXTS = 20;

it("redaction keeps no text in memory for the names that it found in it", () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  const heldBytes = () => {
    gc();
    return process.memoryUsage().heapUsed;
  };
  const before = heldBytes();
  for (let index = 0; index < TEXTS; index += 1) {
    const text = `${"x".repeat(MEGABYTE)} completion_tokens_of_text_${index}: 12 `;
    // Read from JSON, as texts of records are: such a text is one piece.
    expect(withoutSecretsInText(String(JSON.parse(JSON.stringify(text))))).toBe(text);
  }
  expect(heldBytes() - before).toBeLessThan((TEXTS / 2) * MEGABYTE);
});
