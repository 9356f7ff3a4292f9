import { describe, expect, it } from "vitest";
import { createJsonWriter } from "../../../src/records/json/json-writer.js";
import { withoutSecrets } from "../../../src/records/redaction/redact-secrets.js";
import { createRedactingWriter } from "../../../src/records/redaction/redacting-writer.js";

const LIMIT = 4_000;
const writer = createRedactingWriter(
  createJsonWriter({ maxFieldLength: LIMIT, maxMediaLength: 500_000 }),
  withoutSecrets,
);

const KEY_LINES = Array.from({ length: 26 }, (_, index) => `MIIEvLINE${index}+/${"q8Z".repeat(17)}`);

/** Texts with a secret, and what of it must never be seen. */
const SECRETS = [
  {
    form: "a private key",
    text: `-----BEGIN PRIVATE KEY-----\n${KEY_LINES.join("\n")}\n-----END PRIVATE KEY-----`,
    parts: KEY_LINES,
  },
  {
    form: "a private key in JSON",
    text: JSON.stringify({ pem: `-----BEGIN PRIVATE KEY-----\n${KEY_LINES.join("\n")}\n-----END PRIVATE KEY-----\n` }),
    parts: KEY_LINES,
  },
  { form: "a password after its name", text: "the password: hunter2hunter2 is old", parts: ["hunter2"] },
  { form: "a password in quotes", text: `{"password": "hunter2 and hunter3"}`, parts: ["hunter2", "hunter3"] },
  {
    form: "a password in JSON without blanks",
    text: `{"user":"ada","password":"hunter2hunter2"}`,
    parts: ["hunter2", 'unter2"'],
  },
  { form: "a password of YAML", text: "password:\n  hunter2hunter2\n", parts: ["hunter2"] },
  { form: "a bearer token", text: "Authorization: Bearer hunter2hunter2hunter2", parts: ["hunter2"] },
  { form: "a key of a vendor", text: "use sk-proj-hunter2hunter2hunter2hunter2 here", parts: ["hunter2hunter2"] },
];
const FILLS = [
  { fill: "prose", piece: "words of no importance, " },
  { fill: "JSON without blanks", piece: `{"id":17,"note":"nothing"},` },
];

describe.each(SECRETS)("cutting a text with $form", ({ text, parts }) => {
  it.each(FILLS)("no part of a secret is left wherever a text of $fill is cut", ({ piece }) => {
    const leaks: number[] = [];
    // The secret passes both edges of what is cut: the kept head ends, and the kept tail begins, at about half the limit.
    const half = LIMIT / 2;
    for (let shift = -text.length - 60; shift < 60; shift += 1) {
      const head = filled(piece, half + shift);
      const tail = filled(piece, half - shift - text.length);
      const shown = [`${head} ${text} ${filled(piece, LIMIT * 2)}`, `${filled(piece, LIMIT * 2)} ${text} ${tail}`].map(
        (value) => writer.write(value),
      );
      if (shown.some((one) => parts.some((part) => one.includes(part)))) leaks.push(shift);
    }
    expect(leaks).toEqual([]);
  });
});

function filled(piece: string, length: number): string {
  return piece.repeat(Math.max(0, Math.ceil(length / piece.length))).slice(0, Math.max(0, length));
}
