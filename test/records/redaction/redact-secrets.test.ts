import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createJsonWriter } from "../../../src/records/json/json-writer.js";
import { redactSecrets, withoutSecrets } from "../../../src/records/redaction/redact-secrets.js";
import { createRedactingWriter } from "../../../src/records/redaction/redacting-writer.js";
import { type Redact, redactEach } from "../../../src/records/redaction/redaction.js";

const place = { field: "input", kind: "chain" } as const;
const text = (value: string) => redactSecrets(value, { ...place, path: ["content"] });
const limits = { maxFieldBytes: 100_000, maxMediaBytes: 1_000 };
const redactingWriter = (redact: Redact) => createRedactingWriter(createJsonWriter(limits), redactEach(redact));

describe("the ready set of redaction", () => {
  it.each([
    ["Authorization: Bearer abc.def-ghi12", "abc.def"],
    ["use sk-proj-abcdefghijklmnop1234 here", "sk-proj"],
    ["AKIAIOSFODNN7EXAMPLE", "AKIA"],
    ["token ghp_abcdefghijklmnopqrstuvwx0123", "ghp_"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "eyJ"],
    ["postgres://app:hunter2@db/app", "hunter2"],
    ['{"user":"a","password":"hunter2"}', "hunter2"],
    ['{\\"api_key\\": \\"hunter2\\"}', "hunter2"],
    ["https://x.test/?access_token=hunter2&page=2", "hunter2"],
    ["write to jane.doe+x@mail.example.com today", "jane"],
    ["card 4111 1111 1111 1111.", "1111"],
    ["5500-0000-0000-0004", "5500"],
    ["{'api_key': 'hunter2'}", "hunter2"],
    ["password = 'hunter 2'", "hunter"],
    ["Authorization: Token hunter2hunter2", "hunter2"],
    ["secret:\n  password: hunter2", "hunter2"],
    ["postgres://app:hunter2@1@db/app", "hunter2"],
    ["tvly-hunter2hunter2hunter2", "hunter2"],
    ["webhook_secret=hunter2", "hunter2"],
    [`key of ${"a".repeat(200)}.eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln`, "eyJ"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "MIIE"],
  ])("hides what is secret in %j", (given, secret) => {
    expect(text(given)).not.toContain(secret);
    expect(text(given)).toContain("[redacted]");
  });

  it.each([
    "The order 4111 1111 1111 1112 was shipped.",
    "id 01a1fc46-488d-76ec-9132-3f8cd368a95c",
    "at 1732166400000 ms",
    "max_tokens: 2048, tokens = 12345",
    "a secretary wrote user@ and @mention",
    "Bearer of news",
  ])("leaves %j as it is", (given) => {
    expect(text(given)).toBe(given);
  });

  it.each(["apiKey", "x-api-key", "password", "Authorization", "client_secret", "refreshToken", "Set-Cookie"])(
    "hides whatever stands under %s",
    (name) => {
      expect(redactSecrets({ deep: "value" }, { ...place, path: ["headers", name] })).toBe("[redacted]");
    },
  );

  it.each(["max_tokens", "prompt_tokens", "tokenizer", "secretary", "author"])("shows what stands under %s", (name) => {
    expect(redactSecrets("value", { ...place, path: [name] })).toBe("value");
  });

  it("hides a card number that is a number", () => {
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
  ])("hides all that follows ten thousand of %j in one text", (secret) => {
    const shown = String(text(`${secret.repeat(10_001)}and some more`));
    expect(shown.split("[redacted]")).toHaveLength(10_001);
    expect(shown).toMatch(/\[redacted\]$/);
    expect(shown).not.toContain("1");
    expect(String(text(`${secret.repeat(9_999)}and some more`))).toMatch(/and some more$/);
  });

  it.each(["sk-", "ghp_", "eyJaaaaaaaa."])(
    "hides a key to its end that begins with %j, however long it is",
    (start) => {
      expect(text(`(${start}${"a".repeat(50_000)}.b)`)).toMatch(/^\(\[redacted\](?:\.b)?\)$/);
    },
  );

  it("changes nothing when it is done again", () => {
    fc.assert(
      fc.property(fc.string(), (given) => {
        expect(text(String(text(given)))).toBe(text(given));
      }),
    );
  });
});

describe("the ready set over a whole field", () => {
  it("hides secrets wherever they stand, names of fields among them", () => {
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

  it("gives back as it came what holds no secret", () => {
    const given = { list: [{ note: "hello" }, 1, null], max_tokens: 5 };
    expect(withoutSecrets(given)).toBe(given);
  });

  it("says of each value what is said where a program asks for each", () => {
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

describe("the writer that redacts", () => {
  it("tells the redactor where each value stands", () => {
    const seen: string[] = [];
    const writer = redactingWriter((value, at) => {
      seen.push([at.field, at.kind, ...at.path].join("/"));
      return value;
    });
    expect(writer.write({ a: [1] }, place)).toBe('{"a":[1]}');
    expect(seen).toEqual(["input/chain", "input/chain/a", "input/chain/a/0"]);
  });

  it("leaves out what the redactor leaves out", () => {
    const writer = redactingWriter((value, { path }) => (path.at(-1) === "b" ? undefined : value));
    expect(writer.write({ a: 1, b: 2 }, place)).toBe('{"a":1}');
  });

  it("hides the whole field when the redactor throws", () => {
    const writer = redactingWriter((value, { path }) => {
      if (path.length > 1) throw new Error("no");
      return value;
    });
    expect(writer.write({ a: { b: "secret" } }, place)).toBe('"[hidden: the redactor failed]"');
  });

  it("keeps the form that each field must have, whatever the redactor gives", () => {
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
