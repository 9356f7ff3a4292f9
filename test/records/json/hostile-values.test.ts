import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { createJsonWriter } from "../../../src/records/json/json-writer.js";

const writer = createJsonWriter({ maxFieldLength: 1_000_000, maxMediaLength: 250_000 });
const written = (value: unknown): unknown => JSON.parse(writer.write(value));

class Account {
  name = "Ada";
  #secret = "hidden";
  get shown(): string {
    return this.#secret;
  }
}

const circular: Record<string, unknown> = { name: "loop" };
circular["self"] = circular;
circular["list"] = [circular];

const throwingGetter = {
  before: 1,
  get broken(): string {
    throw new Error("no value yet");
  },
  after: 2,
};

const throwing = (): never => {
  throw new Error("trap");
};
const hostileProxy = new Proxy(
  {},
  { get: throwing, has: throwing, ownKeys: throwing, getPrototypeOf: throwing, getOwnPropertyDescriptor: throwing },
);
const hostileList = new Proxy([1, 2], { get: throwing });
const revoked = Proxy.revocable({}, {});
revoked.revoke();

const shared = { id: 7 };

function nestedObjects(levels: number): unknown {
  let value: unknown = "bottom";
  for (let level = 0; level < levels; level++) value = { down: value };
  return value;
}

describe("a value that JSON has no form for", () => {
  it.each<[title: string, value: unknown, expected: unknown]>([
    ["undefined", undefined, null],
    ["undefined in an object and in an array", { a: undefined, b: [undefined, 1] }, { b: [null, 1] }],
    ["BigInt", 12345678901234567890n, "12345678901234567890"],
    ["NaN and infinities", [Number.NaN, Infinity, -Infinity], ["NaN", "Infinity", "-Infinity"]],
    ["a function", { run: function work() {} }, { run: "[Function: work]" }],
    ["a function without a name", [() => 1], ["[Function]"]],
    ["a symbol", Symbol("x"), "Symbol(x)"],
    ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["a date out of range", new Date(Number.NaN), "Invalid Date"],
    ["a lone surrogate", "a\ud800b\udc00", "a\ufffdb\ufffd"],
    ["a lone surrogate in a key", { "k\ud800": "ok \ud83d\ude00" }, { "k\ufffd": "ok \ud83d\ude00" }],
    ["a Map with text keys", new Map([["a", 1]]), { a: 1 }],
    [
      "a Map with other keys",
      new Map<unknown, unknown>([
        [1, "one"],
        [shared, "two"],
      ]),
      [
        [1, "one"],
        [{ id: 7 }, "two"],
      ],
    ],
    ["a Set", new Set([1, "two"]), [1, "two"]],
    ["a regular expression", /a+/gi, "/a+/gi"],
    ["a URL", new URL("https://example.com/a?b=1"), "https://example.com/a?b=1"],
    ["URL parameters", new URLSearchParams({ a: "1" }), "a=1"],
    ["boxed primitives", [Object("s"), Object(1), Object(true)], ["s", 1, true]],
    ["an embedding", new Float64Array([0.5, Number.NaN]), [0.5, "NaN"]],
    ["64-bit integers", new BigInt64Array([1n]), ["1"]],
    ["a few bytes", Buffer.from([1, 2, 3]), "[Buffer of 3 bytes, base64: AQID]"],
    ["a few bytes of another kind", new Uint8Array([1, 2, 3]).buffer, "[ArrayBuffer of 3 bytes, base64: AQID]"],
    ["many bytes", new Uint8Array(1_200_000), "[Uint8Array, 1.2 MB left out]"],
    [
      "many bytes of a known type",
      Buffer.concat([Buffer.from("%PDF-1.7"), Buffer.alloc(5_000)]),
      "[application/pdf, 5.0 kB left out]",
    ],
    ["a promise", Promise.resolve(1), "[Promise]"],
    ["a WeakMap", new WeakMap(), "[WeakMap]"],
    ["an abort signal", { signal: new AbortController().signal }, { signal: "[AbortSignal]" }],
    ["a request", new Request("https://example.com"), "[Request]"],
    ["a stream", new PassThrough(), "[PassThrough]"],
    ["a class instance", new Account(), { name: "Ada" }],
    ["an object without a prototype", Object.create(null, { a: { value: 1, enumerable: true } }), { a: 1 }],
    ["a cycle", circular, { name: "loop", self: "[Circular]", list: ["[Circular]"] }],
    ["a value shared twice", { a: shared, b: shared }, { a: { id: 7 }, b: { id: 7 } }],
    ["a getter that throws", throwingGetter, { before: 1, broken: "[threw: no value yet]", after: 2 }],
    ["a proxy whose traps throw", { a: 1, proxy: hostileProxy }, { a: 1, proxy: "[threw: trap]" }],
    ["an array proxy whose traps throw", [hostileList], ["[threw: trap]"]],
    ["toJSON", { toJSON: () => ({ shown: true }) }, { shown: true }],
    [
      "toJSON that answers its own object",
      {
        a: 1,
        toJSON(): unknown {
          return this;
        },
      },
      { a: 1, toJSON: "[Function: toJSON]" },
    ],
    ["toJSON that answers a Map", { toJSON: () => new Map([["a", 1]]) }, { a: 1 }],
    ["toJSON that answers undefined", { a: { toJSON: () => undefined }, b: 1 }, { b: 1 }],
    ["toJSON that throws", { a: 1, toJSON: throwing }, { a: 1, toJSON: "[Function: throwing]" }],
    ["a sparse array", Object.assign([], { length: 2, 1: "b" }), [null, "b"]],
  ])("a value without a JSON form is written as far as it goes: %s", (_title, value, expected) => {
    expect(written(value)).toEqual(expected);
  });

  it("a revoked proxy is marked as what threw", () => {
    expect(writer.write({ a: 1, b: revoked.proxy })).toMatch(/^\{"a":1,"b":"\[threw: .*revoked.*\]"\}$/);
  });

  it("a key named __proto__ is kept", () => {
    const value: unknown = JSON.parse('{"__proto__":{"a":1}}');
    expect(writer.write(value)).toBe('{"__proto__":{"a":1}}');
    expect(writer.write(new Map([["__proto__", 1]]))).toBe('{"__proto__":1}');
  });

  it("a value is written down to a hundred levels of depth", () => {
    const text = writer.write(nestedObjects(10_000));
    expect(text).toContain("[deeper than 100 levels]");
    expect(text.split('"down"')).toHaveLength(101);
    expect(writer.write(nestedObjects(99))).toContain("bottom");
  });
});

describe("an error", () => {
  it("an error is written with its name, message, status, cause and stack", () => {
    const cause = new TypeError("socket closed");
    const error = Object.assign(new Error("request failed", { cause }), { status: 503 });
    expect(written(error)).toEqual({
      name: "Error",
      message: "request failed",
      status: 503,
      cause: { name: "TypeError", message: "socket closed", stack: cause.stack },
      stack: error.stack,
    });
  });

  it("an error is written without the request that an HTTP client attaches to it", () => {
    const config = { headers: { Authorization: "Bearer hunter2" } };
    const error = Object.assign(new Error("401"), { config, toJSON: () => ({ config }) });
    expect(writer.write(error)).not.toContain("hunter2");
  });

  it("an error whose message getter throws is written all the same", () => {
    const error = Object.defineProperty(new Error("x"), "message", { get: throwing });
    expect(written(error)).toMatchObject({ name: "Error", message: "[threw: trap]" });
  });
});

it("a getter of a value may write with the same writer", () => {
  const value = {
    get inner(): string {
      return writer.write({ a: [1] });
    },
  };
  expect(written([value, value])).toEqual([{ inner: '{"a":[1]}' }, { inner: '{"a":[1]}' }]);
});

it("the JSON writer writes a note when the host calls it with almost no stack left", () => {
  const texts: string[] = [];
  const fall = (): void => {
    try {
      fall();
    } finally {
      if (texts.length < 5) texts.push(writer.write({ a: { b: [1, "two"] } }));
    }
  };
  expect(fall).toThrow(RangeError);
  expect(texts).toHaveLength(5);
  for (const text of texts) expect(() => void JSON.parse(text)).not.toThrow();
});
