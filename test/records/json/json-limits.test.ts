import { describe, expect, it } from "vitest";
import { JsonObjectBuilder } from "../../../src/records/json/json-object-builder.js";
import { createJsonWriter, type KnownObject } from "../../../src/records/json/json-writer.js";

const LIMIT = 10_000;
const prose = (length: number): string => "some words ".repeat(Math.ceil(length / 11)).slice(0, length);

interface Message {
  readonly role: string;
  readonly content: string;
}

function keptOf(value: unknown, limit = LIMIT): unknown {
  const text = createJsonWriter({ maxFieldLength: limit, maxMediaLength: 1_000_000 }).write(value);
  expect(text.length).toBeLessThanOrEqual(limit);
  return JSON.parse(text);
}

function keptItems(value: unknown): readonly unknown[] {
  const kept = keptOf(value);
  if (!Array.isArray(kept)) throw new Error("The array did not stay an array.");
  return kept;
}

function keptFields(value: unknown): ReadonlyMap<string, unknown> {
  const kept = keptOf(value);
  if (typeof kept !== "object" || kept === null) throw new Error("The object did not stay an object.");
  return new Map<string, unknown>(Object.entries(kept));
}

describe("a text longer than the limit", () => {
  it("a text longer than the limit keeps its head and its tail, and says how much was cut", () => {
    const kept = keptOf(`first${prose(50_000)}last`);
    expect(kept).toMatch(/^first.*…\[\d+ characters cut\]….*last$/);
    expect(String(kept).length).toBeGreaterThan(0.95 * LIMIT);
  });

  it("a cut text says the true number of characters cut", () => {
    const kept = String(keptOf("x ".repeat(25_000)));
    const [mark, cut] = /…\[(\d+) characters cut\]…/.exec(kept) ?? [];
    expect(kept.length - (mark ?? "").length + Number(cut)).toBe(50_000);
  });

  it.each([
    ["\u0001", 6],
    ['"', 2],
    ["\\", 2],
    ["\n", 2],
    ["é", 1],
    ["\ud800", 1],
  ])("a cut text uses nearly the whole limit when it is %j over and over", (character, escapedLength) => {
    const kept = String(keptOf(character.repeat(50_000)));
    expect(kept.length).toBeGreaterThan((0.99 * LIMIT) / escapedLength);
  });

  it("the head and the tail of a cut text have half of the room each, whatever needs escapes", () => {
    const [head = "", tail = ""] = String(keptOf("\u0001".repeat(50_000) + "x".repeat(50_000))).split(
      /…\[\d+ .* cut\]…/,
    );
    expect(JSON.stringify(head).length).toBeGreaterThan(0.49 * LIMIT);
    expect(tail.length).toBeGreaterThan(0.49 * LIMIT);
  });

  it.each([-1, 0, 1])("a text is whole when it fits exactly, and cut when not (%i characters beyond)", (beyond) => {
    const limit = 400_000;
    const text = '"'.repeat(100_000) + "\u{1f600}".repeat(50_000) + "x".repeat(99_998 + beyond);
    const kept = keptOf(text, limit);
    if (beyond <= 0) expect(kept).toBe(text);
    else expect(kept).toContain(" characters cut]…");
  });

  it.each([0, 1, 2, 3])("a text is not cut inside a surrogate pair (offset %i)", (offset) => {
    const kept = String(keptOf("x".repeat(offset) + "\u{1f600}".repeat(20_000)));
    expect(kept).not.toMatch(/\ufffd|\p{Surrogate}/u);
  });

  it("a text uses nearly the whole limit when it is the only long one", () => {
    const kept = keptOf({ big: prose(5_000_000), important: "kept" }, 1_000_000);
    expect(kept).toMatchObject({ important: "kept" });
    expect(JSON.stringify(kept).length).toBeGreaterThan(990_000);
  });

  it("a long text shares the limit with the other long ones", () => {
    const kept = keptFields({ a: prose(90_000), b: "short", c: prose(90_000), d: prose(3_500) });
    expect(String(kept.get("a")).length).toBeGreaterThan(2_500);
    expect(String(kept.get("c")).length).toBeGreaterThan(2_500);
    expect(kept.get("b")).toBe("short");
  });
});

describe("an array longer than the limit", () => {
  it("an array longer than the limit keeps its first and last items and says how many were cut", () => {
    const items = Array.from({ length: 100_000 }, (_, index) => ({ index }));
    const kept = keptItems(items);
    const at = kept.findIndex((item) => typeof item === "string");
    expect(kept[0]).toEqual({ index: 0 });
    expect(kept.at(-1)).toEqual({ index: 99_999 });
    expect(kept[at]).toBe(`[${100_000 - kept.length + 1} items cut]`);
    expect(kept.length - at).toBeGreaterThan(at);
  });

  it("an array keeps every message of a chat when cutting inside the messages is enough", () => {
    const chat = Array.from({ length: 20 }, (_, index): Message => ({ role: `r${index}`, content: prose(2_000) }));
    expect(keptItems(chat)).toMatchObject(chat.map(({ role }) => ({ role })));
  });

  it("a long embedding is cut to the limit", () => {
    expect(keptOf(new Float32Array(100_000).fill(0.25))).toContain(0.25);
  });
});

describe("an object with more keys than the limit takes", () => {
  it("an object with too many keys keeps the first ones and says how many were cut", () => {
    const entries = Array.from({ length: 50_000 }, (_, index) => [`key${index}`, index]);
    const kept = keptFields(Object.fromEntries(entries));
    expect(kept.get("key0")).toBe(0);
    expect(kept.get("…")).toBe(`[${50_000 - kept.size + 1} keys cut]`);
  });

  it("a key that is itself too long is cut", () => {
    expect(keptOf({ [prose(50_000)]: 1, b: 2 })).toMatchObject({ b: 2 });
  });

  it("an object that is cut leaves out keys whose value is undefined", () => {
    expect(keptOf({ a: undefined, b: prose(50_000) })).not.toHaveProperty("a");
  });
});

describe("a value that grows without end", () => {
  it("a value whose levels are each shared three times is cut to the limit", () => {
    let value: unknown = "leaf";
    for (let level = 0; level < 90; level++) value = [value, value, value];
    expect(JSON.stringify(keptOf(value)).length).toBeLessThanOrEqual(LIMIT);
  });

  it("a proxy that invents properties without end is cut to the limit", () => {
    const endless = (): object =>
      new Proxy(
        {},
        {
          ownKeys: () => ["a", "b", "c"],
          getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
          get: endless,
        },
      );
    expect(keptOf(endless())).toBeTypeOf("object");
  });
});

describe("an object that the caller knows", () => {
  const isMessage = (value: object): value is Message => "role" in value && "content" in value;
  const asMessage: KnownObject = (value, write) =>
    isMessage(value)
      ? new JsonObjectBuilder().text("from", value.role).json("content", write(value.content)).toJson()
      : undefined;
  const knowing = createJsonWriter({ maxFieldLength: LIMIT, maxMediaLength: 1_000_000 }, asMessage);

  it("an object that the caller knows is written as the caller says, at any level", () => {
    const value = { messages: [{ role: "user", content: "hi" }], other: { role: 1 } };
    expect(knowing.write(value)).toBe('{"messages":[{"from":"user","content":"hi"}],"other":{"role":1}}');
  });

  it("an object that the caller knows is cut inside when it does not fit", () => {
    const text = knowing.write([
      { role: "user", content: prose(50_000) },
      { role: "ai", content: "short" },
    ]);
    expect(text.length).toBeLessThanOrEqual(LIMIT);
    expect(text).toMatch(/^\[{"from":"user","content":".*characters cut.*"},{"from":"ai","content":"short"}\]$/);
  });

  it("a cycle that runs through an object that the caller knows is ended", () => {
    const message = { role: "user", content: {} };
    message.content = { back: message };
    expect(knowing.write(message)).toBe('{"from":"user","content":{"back":"[Circular]"}}');
  });

  it("an object is written as any other when the caller's code throws", () => {
    const failing = createJsonWriter({ maxFieldLength: LIMIT, maxMediaLength: 1_000 }, (value, write) => {
      write(value);
      throw new Error("not ready");
    });
    expect(failing.write({ a: { b: 1 } })).toBe('{"a":{"b":1}}');
  });
});
