import { describe, expect, it } from "vitest";
import { createJsonWriter, type KnownObject } from "../../../src/records/json/json-writer.js";
import { withCallbackWork } from "../../../src/records/json/write-work.js";

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
  it("the work of one write is bounded where proxies invent proxies", () => {
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

  it("the work of one write is bounded where a proxy claims to be a list without end", () => {
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

  it("one write reads a bounded number of members, however many there are and however they are nested", () => {
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

  it("one write lists the names of a huge object once", () => {
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

  it("all writes inside a write share its bound of work", () => {
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

  it("a text longer than one write may read is left out, with a note of its length", () => {
    expect(written({ a: "x".repeat(300_000_000), b: 1 })).toEqual({
      a: "[text of 300000000 characters left out]",
      b: 1,
    });
  });

  it("a Map or Set of very many items is written only as far as its beginning", () => {
    const set = written(new Set(Array.from({ length: 300_000 }, (_, index) => index)));
    expect(Array.isArray(set) && set[0]).toBe(0);
    expect(Array.isArray(set) && set.at(-1)).toMatch(/^\[\d+ items cut\]$/);
  });
});

describe("the work of one callback", () => {
  const rows = (count: () => void) =>
    Array.from({ length: 100_000 }, () => ({
      get a() {
        count();
        return 1;
      },
    }));

  it("all writes of one callback share a bound of work", () => {
    let reads = 0;
    const value = rows(() => {
      reads += 1;
    });
    writer.write(value);
    const ofOne = reads;
    withCallbackWork(() => {
      for (let index = 0; index < 10; index++) writer.write(value);
    });
    expect(reads - ofOne).toBeLessThan(3 * ofOne);
  });

  it("each callback has the whole bound of work", () => {
    const large = Array.from({ length: 5_000 }, (_, index) => ({ index, name: `row ${index}` }));
    for (let index = 0; index < 10; index++)
      withCallbackWork(() => {
        expect(written(large)).toEqual(large);
      });
  });

  it.each<[kind: string, make: () => unknown]>([
    ["rows", () => rows(() => undefined)],
    ["Maps", () => Array.from({ length: 200 }, () => new Map(Array.from({ length: 1_000 }, (_, key) => [key, key])))],
    ["bigints", () => Array.from({ length: 1_000 }, () => 10n ** 9_000n)],
    ["dates", () => Array.from({ length: 50_000 }, () => new Date(0))],
    ["errors", () => Array.from({ length: 10_000 }, () => new Error("failed"))],
    ["objects of many keys", () => Array.from({ length: 100 }, () => Object.fromEntries(manyKeys))],
  ])("ordinary metadata and tags are written whole after %s", (_kind, make) => {
    const value = make();
    const metadata = { user: "ada", nested: { list: [1, 2, 3], when: new Date(0) }, count: 3 };
    withCallbackWork(() => {
      for (let index = 0; index < 10; index++) writer.write({ value });
      expect(written(metadata)).toEqual({ ...metadata, nested: { list: [1, 2, 3], when: "1970-01-01T00:00:00.000Z" } });
      expect(written({ value, ...metadata })).toMatchObject({ user: "ada", count: 3 });
      expect(written(["one", "two"])).toEqual(["one", "two"]);
    });
  });

  const manyKeys = Array.from({ length: 5_000 }, (_, index): [string, number] => [`key${index}`, index]);
});

describe("texts that are made for the record", () => {
  it("a name that is too long to be one is replaced by a note of its length", () => {
    const name = "x".repeat(1_000_000);
    class Named {
      #held = 1;
      get held(): number {
        return this.#held;
      }
    }
    Object.defineProperty(Named, "name", { value: name });
    const named = Object.defineProperty(() => 1, "name", { value: name });
    const failing = {
      get text(): never {
        throw new Error(name);
      },
    };
    const note = "[text of 1000000 characters left out]";
    expect(written([Symbol(name), named, new Named(), failing])).toEqual([
      `Symbol(${note})`,
      `[Function: ${note}]`,
      `[${note}]`,
      { text: `[threw: ${note}]` },
    ]);
  });

  it("the first of very many URL parameters are shown", () => {
    const parameters = new URLSearchParams(
      Array.from({ length: 50_000 }, (_, index): [string, string] => [`key${index}`, "ü"]),
    );
    const text = String(written(parameters));
    expect(text).toMatch(/^key0=%C3%BC&key1=/);
    expect(text).toMatch(/&…$/);
  });

  it("a short bigint, symbol or function among many is written as it is", () => {
    const many = Array.from({ length: 1_000 }, (_, index) => BigInt(index));
    expect(written([...many, Symbol("s"), () => 1])).toEqual([...many.map(String), "Symbol(s)", "[Function]"]);
  });
});

describe("an object that is shared", () => {
  it("a shared object is written whole at each place, as far as there is room", () => {
    const part = Array.from({ length: 1_100 }, (_, index) => ({ index }));
    const shared = { part };
    expect(written([shared, { shared }, shared])).toEqual([shared, { shared }, shared]);
  });

  it("a shared object ends at a hundred levels of depth wherever it occurs", () => {
    let value: unknown = Array.from({ length: 1_100 }, () => ({}));
    for (let level = 0; level < 60; level++) value = [value];
    let around: unknown = value;
    for (let level = 0; level < 60; level++) around = [around];
    expect(writer.write([value, around])).toContain("[deeper than 100 levels]");
  });

  it("a shared object is marked as a cycle only where it is one", () => {
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

  it.each([0, 7, 13, 20, 26])("a text is not cut within a word (offset %i)", (offset) => {
    const word = "sk-abcdefghijklmnopqrstuvwx";
    const kept = String(JSON.parse(short.write(`${"x".repeat(offset)} ${`${word} `.repeat(500)}`)));
    const [head = "", tail = ""] = kept.split(/…\[\d+ characters cut\]…/);
    expect(new Set(head.trim().split(" ").slice(1))).toEqual(new Set([word]));
    expect(new Set(tail.trim().split(" "))).toEqual(new Set([word]));
  });
});
