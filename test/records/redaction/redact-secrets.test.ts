import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createJsonWriter } from "../../../src/records/json/json-writer.js";
import { redactSecrets, withoutSecrets } from "../../../src/records/redaction/redact-secrets.js";
import { createRedactingWriter } from "../../../src/records/redaction/redacting-writer.js";
import { type Redact, redactEach } from "../../../src/records/redaction/redaction.js";
import { CARDS, CAUGHT, HARMLESS_NAMES, KEPT, NOT_CAUGHT, SECRET, SECRET_NAMES } from "./examples.js";

const place = { field: "input", kind: "chain" } as const;
const text = (value: string) => redactSecrets(value, { ...place, path: ["content"] });
const limits = { maxFieldLength: 100_000, maxMediaLength: 1_000 };
const redactingWriter = (redact: Redact) => createRedactingWriter(createJsonWriter(limits), redactEach(redact));

describe("the built-in redaction", () => {
  it.each(CAUGHT.flatMap(({ examples }) => examples))("redaction hides what is secret in %j", (given) => {
    expect(given).toMatch(/hunter2/i);
    expect(text(given)).not.toMatch(/hunter2/i);
    expect(text(given)).toContain("[redacted]");
  });

  it.each(CARDS)("redaction hides the number of a payment card in %j", (given) => {
    expect(text(given)).toContain("[redacted]");
    expect(text(given)).not.toMatch(/\d/);
  });

  it.each(KEPT)("redaction leaves %j as it is", (given) => {
    expect(text(given)).toBe(given);
  });

  it.each(NOT_CAUGHT)("redaction can't recognise $what, as the docs say", ({ example, left }) => {
    expect(text(example)).toContain(left);
  });

  it.each([
    ["Authorization: Bearer hunter2hunter2", "Authorization: Bearer [redacted]"],
    ['{\\"password\\": \\"hunter2 x\\", \\"a\\": 1}', '{\\"password\\": \\"[redacted]\\", \\"a\\": 1}'],
    ['Authorization: Digest username="u", response="hunter2"\nHost: x', "Authorization: Digest [redacted]\nHost: x"],
    ["Authorization: ApiKey hunter2", "Authorization: ApiKey [redacted]"],
    ["postgres://app:p@hunter2@db:5432/app", "postgres://[redacted]@db:5432/app"],
    ["https://x.test/?a=1&token=hunter2&b=2", "https://x.test/?a=1&token=[redacted]&b=2"],
    ["Server=h;Password=hunter2;Port=1", "Server=h;Password=[redacted];Port=1"],
    ["Cookie: a=hunter2; b=c\nHost: x", "Cookie: [redacted]\nHost: x"],
    [`https://hooks.slack.com/services/T0/B0/${SECRET}`, "https://hooks.slack.com/[redacted]"],
    ["password: hunter2\nuser: me", "password: [redacted]\nuser: me"],
    ["<password>hunter2</password>", "<password>[redacted]</password>"],
  ])("redaction hides no more of %j than the secret", (given, shown) => {
    expect(text(given)).toBe(shown);
  });

  it("a JSON text with secrets is still a JSON text after redaction", () => {
    const inner = JSON.stringify({ api_key: 'a "quoted" hunter2', next: "b" });
    const once: unknown = JSON.parse(String(text(inner)));
    expect(once).toEqual({ api_key: "[redacted]", next: "b" });
    const twice: unknown = JSON.parse(String(text(JSON.stringify({ arguments: inner }))));
    expect(twice).toEqual({ arguments: JSON.stringify({ api_key: "[redacted]", next: "b" }) });
  });

  it.each(SECRET_NAMES)("redaction hides any value named %j", (name) => {
    expect(redactSecrets({ deep: "value" }, { ...place, path: ["headers", name] })).toBe("[redacted]");
  });

  it.each(HARMLESS_NAMES)("redaction shows a value named %j", (name) => {
    expect(redactSecrets("value", { ...place, path: [name] })).toBe("value");
  });

  it("redaction hides a card number that is a number", () => {
    expect(redactSecrets(4111111111111111, { ...place, path: ["card"] })).toBe("[redacted]");
    expect(redactSecrets(1732166400000, { ...place, path: ["at"] })).toBe(1732166400000);
  });

  it.each([
    "apikey=abcd1 ",
    "Bearer abcdefgh1 ",
    "a1@b.co ",
    "sk-abcdefghijklmnop1 ",
    "4111111111111111 ",
    "eyJaaaaaaaaa.aaaaaaaa.1 ",
  ])("redaction hides all that follows ten thousand of %j in one text", (secret) => {
    const shown = String(text(`${secret.repeat(10_001)}and some more`));
    expect(shown.split("[redacted]")).toHaveLength(10_001);
    expect(shown).toMatch(/\[redacted\]$/);
    expect(shown).not.toContain("1");
    expect(String(text(`${secret.repeat(9_999)}and some more`))).toMatch(/and some more$/);
  });

  it.each(["sk-", "ghp_", "eyJaaaaaaaa."])(
    "redaction hides a key that begins with %j to its end, however long it is",
    (start) => {
      expect(text(`(${start}${"a".repeat(50_000)}.b)`)).toMatch(/^\(\[redacted\](?:\.b)?\)$/);
    },
  );

  it("redacting a second time changes nothing", () => {
    fc.assert(
      fc.property(fc.string(), (given) => {
        expect(text(String(text(given)))).toBe(text(given));
      }),
    );
  });
});

describe("the built-in redaction over a whole field", () => {
  it("redaction of a field hides secrets anywhere in it, including in names of fields", () => {
    const given = {
      "jane@example.com": 1,
      "joe@example.com": 2,
      list: [{ note: "Bearer abcdefghij" }, 4111111111111111],
    };
    expect(withoutSecrets(given)).toEqual({
      "[redacted]": 1,
      "[redacted] (2)": 2,
      list: [{ note: "Bearer [redacted]" }, "[redacted]"],
    });
  });

  it.each([
    [{ headers: [{ name: "X-Api-Key", value: "hunter2", note: "of jane@example.com" }] }],
    [{ env: { key: "GITHUB_TOKEN", value: ["hunter2"], note: "of jane@example.com" } }],
  ])("redaction hides a value whose name is beside it in %j", (given) => {
    for (const shown of [withoutSecrets(given), redactEach(redactSecrets)(given, place)]) {
      expect(JSON.stringify(shown)).toMatch(/"value":"\[redacted\]","note":"of \[redacted\]"/);
    }
  });

  it.each([
    [{ logprobs: { content: [{ token: "Hello", logprob: -0.1, bytes: [72] }] } }],
    [{ properties: { password: { type: "string", description: "the password" } } }],
    [{ usage: { access_tokens: 3, prompt_tokens: 12, auth: true, secret: null, token: "" } }],
    [{ variable: { name: "model", value: "gpt-4o" } }],
  ])("redaction leaves %j as it is, since its names have another meaning there", (given) => {
    expect(withoutSecrets(given)).toBe(given);
    expect(redactEach(redactSecrets)(given, place)).toBe(given);
  });

  it("redaction gives back the same object where it has no secret", () => {
    const given = { list: [{ note: "hello" }, 1, null], max_tokens: 5 };
    expect(withoutSecrets(given)).toBe(given);
  });

  it("redaction of a whole field gives what redaction of each of its values gives", () => {
    const byEach = redactEach(redactSecrets);
    const words = fc.constantFrom("password", "api_key", "note", "a@b.example", "Bearer abcdefgh", "4111111111111111");
    // A program is asked for values alone: a key that is a secret itself, such as an address, is hidden here only.
    const plainKey = fc.string().filter((name) => text(name) === name);
    const key = fc.oneof(fc.constantFrom("password", "api_key", "note", "__proto__"), plainKey);
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(words, fc.string(), fc.double(), fc.array(tie("tree")), fc.dictionary(key, tie("tree"))),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const data: unknown = JSON.parse(JSON.stringify(value));
        expect(withoutSecrets(data)).toEqual(byEach(data, place));
      }),
    );
  });
});

describe("the writer with a redactor of the user's", () => {
  it("a redactor is told the place of each value", () => {
    const seen: string[] = [];
    const writer = redactingWriter((value, at) => {
      seen.push([at.field, at.kind, ...at.path].join("/"));
      return value;
    });
    expect(writer.write({ a: [1] }, place)).toBe('{"a":[1]}');
    expect(seen).toEqual(["input/chain", "input/chain/a", "input/chain/a/0"]);
  });

  it("a value for which the redactor gives undefined is left out", () => {
    const writer = redactingWriter((value, { path }) => (path.at(-1) === "b" ? undefined : value));
    expect(writer.write({ a: 1, b: 2 }, place)).toBe('{"a":1}');
  });

  it("a whole field is hidden when the redactor throws", () => {
    const writer = redactingWriter((value, { path }) => {
      if (path.length > 1) throw new Error("no");
      return value;
    });
    expect(writer.write({ a: { b: "secret" } }, place)).toBe('"[hidden: the redactor failed]"');
  });

  it("each field keeps the form that it must have, whatever the redactor gives", () => {
    fc.assert(
      fc.property(fc.anything(), (given) => {
        const writer = redactingWriter(() => given);
        const write = (field: "metadata" | "tags" | "error"): unknown =>
          JSON.parse(writer.write({}, { field, kind: "chain" }));
        expect(write("metadata")).toBeTypeOf("object");
        expect(write("tags")).toBeInstanceOf(Array);
        expect(write("error")).toHaveProperty("exception_type", expect.stringMatching(/\S/));
      }),
    );
  });
});
