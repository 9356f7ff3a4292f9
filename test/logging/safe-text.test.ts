import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rememberAddress, rememberSecrets, shownAddress } from "../../src/logging/known-secrets.js";
import { safeMessage, safeText } from "../../src/logging/safe-text.js";

const SECRET = "s3cr3t/of+this process";
rememberSecrets([SECRET]);

describe("what a message shows", () => {
  it.each([
    ["as it is", SECRET],
    ["in an address", encodeURIComponent(SECRET)],
    ["in JSON", JSON.stringify({ sent: SECRET })],
    ["in a basic authorization", Buffer.from(`user:${SECRET}`).toString("base64")],
    ["in base64 for addresses", Buffer.from(`Bearer ${SECRET}`).toString("base64url")],
  ])("a message shows no secret of the process, %s", (_, echoed) => {
    expect(safeText(`you sent ${echoed}, which is wrong`)).toMatch(/^you sent \S*\*\*\*\S*, which is wrong$/);
  });

  it("a message shows no part of a secret that was encoded after any other text", () => {
    const bytes = new TextEncoder().encode(SECRET);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 20 }), (before, after) => {
        const encoded = Buffer.concat([before, bytes, after]).toString("base64");
        expect(safeText(`<${encoded}>`)).toBe("<***>");
      }),
    );
  });

  it("a message hides the longer of two secrets whole when it begins with the other", () => {
    rememberSecrets(["first-half", "first-half-and-second"]);
    expect(safeText("key first-half-and-second")).toBe("key ***");
  });

  it.each([
    ["authorization: Bearer abcdefgh12", "abcdefgh12"],
    ["postgres://app:hunter2@db/app failed", "hunter2"],
    ["GET /?api_key=hunter2&page=1", "hunter2"],
    ['{"password":"hunter2"}', "hunter2"],
    ["key sk-abcdefghijklmnop1234", "sk-abc"],
  ])("a message hides what looks like a secret: %j", (words, secret) => {
    expect(safeText(words)).not.toContain(secret);
    expect(safeText(words)).toContain("***");
  });

  it("a message is one line without any character that a terminal obeys", () => {
    const hostile = "a\u001b]0;title\u0007\u001b[2J\u009b31m\u202e\u200b\u2066\ufeff\u2028\r\n\b\ud800b";
    expect(safeText(hostile)).toMatch(/^a[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*b$/u);
  });

  it.each([
    'Opik at http://localhost:5173/api, workspace "default" does not answer as it should (connect ECONNREFUSED).',
    'OPIK_URL_OVERRIDE (apiUrl) is "ftp://x", but must be an http:// or https:// URL.',
    "nothing is sent: Set OPIK_API_KEY, or OPIK_URL_OVERRIDE for a server of your own.",
    "apiKey = ***1234  (environment)",
    "family 👩‍👩‍👧 and ‌words",
  ])("a message without secrets is unchanged: %j", (message) => {
    expect(safeText(message)).toBe(message);
  });

  it("a message can be read of whatever was thrown", () => {
    const unreadable = { toString: () => expect.unreachable() };
    expect(safeMessage(new Error(`no ${SECRET}`))).toBe("no ***");
    expect(safeMessage(unreadable)).toBe("the thrown value can't be read");
  });
});

describe("addresses", () => {
  const address = "postgres://app:hunter2secret@db:5432/traces?sslpassword=hunter3secret&sslmode=require";

  it("an address is shown without user, password and parameters", () => {
    expect(shownAddress(address)).toBe("postgres://db:5432/traces");
    expect(shownAddress("postgres://a:hunter2@[bad/db")).not.toContain("hunter2");
    expect(shownAddress("postgres:a:hunter2@db/traces")).toBe("postgres://");
  });

  it("the secrets of an address become known as such, and its other parameters do not", () => {
    rememberAddress(address);
    expect(safeText("hunter2secret and hunter3secret require more")).toBe("*** and *** require more");
  });

  it("a secret of an address that is in its shown part is not hidden elsewhere", () => {
    rememberAddress("postgres://postgres:postgres@localhost/postgres");
    expect(safeText("postgres runs")).toBe("postgres runs");
  });
});
