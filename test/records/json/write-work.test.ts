import { describe, expect, it } from "vitest";
import { createJsonWriter, type KnownObject } from "../../../src/records/json/json-writer.js";

const LIMIT = 1_000_000;
const writer = createJsonWriter({ maxFieldLength: LIMIT, maxMediaLength: 500_000 });
const written = (value: unknown): unknown => JSON.parse(writer.write(value));

/** A proxy's handler that counts every call of a trap. */
function counting<Target extends object>(handler: ProxyHandler<Target>, count: () => void): ProxyHandler<Target> {
  return new Proxy(handler, {
    get(traps, name) {
      count();
      const trap: unknown = Reflect.get(traps, name);
      return trap;
    },
  });
}

describe("the work of one write", () => {
  it("is bounded where proxies invent proxies", () => {
    let traps = 0;
    const count = (): void => {
      traps += 1;
    };
    const endless = (): object =>
      new Proxy(
        {},
        counting(
          {
            ownKeys: () => ["a", "b"],
            getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
            get: (_target, key) => (key === "a" || key === "b" ? endless() : undefined),
          },
          count,
        ),
      );
    expect(written(endless())).toBeTypeOf("object");
    expect(traps).toBeLessThan(200_000);
  });

  it("is bounded where a proxy says that it is a list without end", () => {
    let traps = 0;
    const list = new Proxy(
      [],
      counting({ get: (_target, key) => (key === "length" ? 2 ** 32 - 1 : "x") }, () => {
        traps += 1;
      }),
    );
    expect(JSON.stringify(written(list))).toMatch(/items cut\]/);
    expect(traps).toBeLessThan(50_000);
  });

  it("reads a bounded number of members, however many there are and however they are nested", () => {
    let reads = 0;
    const row = (): object => ({
      get a() {
        reads += 1;
        return 1;
      },
    });
    const table = Array.from({ length: 60 }, () => Array.from({ length: 60 }, () => Array.from({ length: 60 }, row)));
    expect(JSON.stringify(written(table))).toMatch(/cut|left out/);
    expect(reads).toBeLessThan(60_000);
  });

  it("lists the names of a huge object once", () => {
    let lists = 0;
    const fields = Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`key${index}`, index]));
    const huge = new Proxy(fields, {
      ownKeys(target) {
        lists += 1;
        return Reflect.ownKeys(target);
      },
    });
    const kept = written({ first: huge, second: [huge] });
    expect(kept).toMatchObject({ first: { key0: 0 }, second: [{ key0: 0 }] });
    expect(JSON.stringify(kept)).toMatch(/"…":"\[\d+ keys cut\]"/);
    written(huge);
    expect(lists).toBe(1);
  });

  it("is shared by the writes inside it", () => {
    let reads = 0;
    const long = (): readonly object[] =>
      Array.from({ length: 5_000 }, () => ({
        get a() {
          reads += 1;
          return "some words";
        },
      }));
    const inner = createJsonWriter({ maxFieldLength: LIMIT, maxMediaLength: LIMIT });
    const known: KnownObject = (value) => ("long" in value ? inner.write(value.long) : undefined);
    const outer = createJsonWriter({ maxFieldLength: LIMIT, maxMediaLength: LIMIT }, known);
    outer.write(Array.from({ length: 100 }, () => ({ long: long() })));
    expect(reads).toBeLessThan(100_000);
  });

  it("looks at no text that is longer than all that may be looked at", () => {
    expect(written({ a: "x".repeat(300_000_000), b: 1 })).toEqual({
      a: "[text of 300000000 characters left out]",
      b: 1,
    });
  });

  it("writes a Map and a Set of very many only as far as their beginnings", () => {
    const set = written(new Set(Array.from({ length: 300_000 }, (_, index) => index)));
    expect(Array.isArray(set) && set[0]).toBe(0);
    expect(Array.isArray(set) && set.at(-1)).toMatch(/^\[\d+ items cut\]$/);
  });
});

describe("an object that is shared", () => {
  it("is written whole at each place, as far as there is room", () => {
    const part = Array.from({ length: 1_100 }, (_, index) => ({ index }));
    const shared = { part };
    expect(written([shared, { shared }, shared])).toEqual([shared, { shared }, shared]);
  });

  it("ends at a hundred levels of depth wherever it stands", () => {
    let value: unknown = Array.from({ length: 1_100 }, () => ({}));
    for (let level = 0; level < 60; level++) value = [value];
    let around: unknown = value;
    for (let level = 0; level < 60; level++) around = [around];
    expect(writer.write([value, around])).toContain("[deeper than 100 levels]");
  });

  it("is marked as a cycle only where it is one", () => {
    const many = Array.from({ length: 1_100 }, () => ({}));
    const loop: Record<string, unknown> = { name: "loop" };
    loop["self"] = [loop];
    expect(written([many, loop, { loop }])).toEqual([
      many,
      { name: "loop", self: ["[Circular]"] },
      { loop: { name: "loop", self: ["[Circular]"] } },
    ]);
  });
});

describe("a text that is cut", () => {
  const short = createJsonWriter({ maxFieldLength: 2_000, maxMediaLength: 500_000 });

  it.each([0, 7, 13, 20, 26])("does not keep half of a word (offset %i)", (offset) => {
    const word = "sk-abcdefghijklmnopqrstuvwx";
    const kept = String(JSON.parse(short.write(`${"x".repeat(offset)} ${`${word} `.repeat(500)}`)));
    const [head = "", tail = ""] = kept.split(/…\[\d+ characters cut\]…/);
    expect(new Set(head.trim().split(" ").slice(1))).toEqual(new Set([word]));
    expect(new Set(tail.trim().split(" "))).toEqual(new Set([word]));
  });
});
