import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createJsonWriter } from "../../../src/records/json/json-writer.js";

const large = createJsonWriter({ maxFieldLength: 10_000_000, maxMediaLength: 1_000_000 });
const plainCopy = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const trap = (): never => {
  throw new Error("trap");
};

type Spoil = (value: object) => unknown;
const SPOILS: readonly Spoil[] = [
  (value) => Object.defineProperty({ value }, "broken", { enumerable: true, get: trap }),
  (value) => {
    const loop: Record<string, unknown> = { value };
    loop["loop"] = [loop];
    return loop;
  },
  (value) => new Proxy(value, { ownKeys: trap }),
  (value) => new Proxy(value, { get: trap }),
  (value) => new Proxy([value], { get: (_target, key) => (key === "length" ? 1e300 : value) }),
  (value) => ({ value, toJSON: trap }),
  (value) => new Map<unknown, unknown>([[value, Symbol("x")]]),
];

const anyValue = fc.oneof(
  fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
  }),
  fc.string({ unit: "binary", maxLength: 2_000 }),
  fc.array(fc.record({ role: fc.string(), content: fc.string({ maxLength: 300 }) }), { maxLength: 200 }),
);
const hostileValue = fc
  .tuple(anyValue, fc.array(fc.constantFrom(...SPOILS), { maxLength: 4 }))
  .map(([value, spoils]) => spoils.reduce<unknown>((inner, spoil) => spoil({ inner }), value));

describe("the JSON writer", () => {
  it("JSON values are written as JSON.stringify writes them", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(JSON.parse(large.write(value))).toEqual(plainCopy(value));
      }),
    );
  });

  it("the JSON writer always gives text that parses, of at most the limit", () => {
    fc.assert(
      fc.property(hostileValue, fc.integer({ min: 0, max: 3_000 }), (value, maxFieldLength) => {
        const text = createJsonWriter({ maxFieldLength, maxMediaLength: 100 }).write(value);
        expect(() => void JSON.parse(text)).not.toThrow();
        expect(text.length).toBeLessThanOrEqual(Math.max(maxFieldLength, 64));
      }),
      { numRuns: 1_000 },
    );
  });

  it("a long text that just fits is written as JSON.stringify does, and one that does not keeps both ends", () => {
    const part = fc.string({ unit: "binary", minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(part, fc.integer({ min: 50_000, max: 60_000 }), (repeated, length) => {
        const text = repeated
          .repeat(Math.ceil(length / repeated.length))
          .slice(0, length)
          .toWellFormed();
        const whole = JSON.stringify(text);
        const write = (maxFieldLength: number) =>
          createJsonWriter({ maxFieldLength, maxMediaLength: 1_000_000 }).write(text);
        expect(write(whole.length)).toBe(whole);
        const [head, tail] = String(JSON.parse(write(whole.length - 1))).split(/…\[\d+ characters cut\]…/);
        expect(text.startsWith(head ?? "?")).toBe(true);
        expect(text.endsWith(tail ?? "?")).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("the JSON writer never writes a lone surrogate", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), fc.integer({ min: 64, max: 300 }), (value, limit) => {
        const text = createJsonWriter({ maxFieldLength: limit, maxMediaLength: 10_000 }).write({ value });
        const parsed = JSON.stringify(JSON.parse(text));
        expect(parsed).not.toMatch(/\\ud[89a-f]/);
      }),
    );
  });
});
