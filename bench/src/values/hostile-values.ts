import { Document } from "@langchain/core/documents";
import { AIMessage, HumanMessage } from "@langchain/core/messages";

/** One kind of value that is costly to write, made anew for each measurement: V8 remembers what it has looked at. */
export interface ValueKind {
  readonly name: string;
  readonly make: () => unknown;
}

const times = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));
const fields = (count: number, make: (index: number) => unknown): object =>
  Object.fromEntries(times(count, (index) => [`key${index}`, make(index)]));
const nested = (levels: number, around: (inner: unknown) => unknown, innermost: unknown = "end"): unknown => {
  let value = innermost;
  for (let level = 0; level < levels; level++) value = around(value);
  return value;
};
/** A text that V8 has put together, and not copied yet. */
const joined = (length: number): string => "word ".repeat(length / 5);
const fresh = (length: number, index: number): string => `${index} ${joined(length)}`;
const message = (content: unknown): object => ({ role: "user", content });

/** A proxy that answers each question with another such. */
function endless(): object {
  return new Proxy(
    {},
    {
      ownKeys: () => ["a", "b"],
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
      get: (_target, key) => (key === "a" || key === "b" ? endless() : undefined),
    },
  );
}

function withName(name: string): () => void {
  const named = (): void => undefined;
  return Object.defineProperty(named, "name", { value: name });
}

function instanceOf(name: string): object {
  class Instance {}
  Object.defineProperty(Instance, "name", { value: name });
  return new Instance();
}

function errorChain(length: number): unknown {
  return nested(length, (cause) => new Error("failed", { cause }));
}

const parameters = (count: number): URLSearchParams =>
  new URLSearchParams(times(count, (index): [string, string] => [`key${index}`, "é ü"]));

/** Gives another instance with `toJSON` each time that it is asked for its JSON. */
class Price {
  readonly amount: number;

  constructor(amount: number) {
    this.amount = amount;
  }

  toJSON(): object {
    return { amount: this.amount, parts: [new Price(this.amount / 2), new Price(this.amount / 2)] };
  }
}

class Day extends Date {
  override toJSON(): string {
    return JSON.stringify(times(50, (index) => index));
  }
}

class Row extends Array<number> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

const headers = (count: number): Headers => new Headers(times(count, (at): [string, string] => [`x-key-${at}`, "a"]));

/** A text that V8 keeps as its pieces. */
function rope(pieces: number, first: number): string {
  let text = "";
  for (let index = 0; index < pieces; index++) text += `piece ${(first + index) % 10}`;
  return text;
}

const list = (): object[] => times(10_000, (index) => ({ id: index, name: `item ${index}` }));

export const VALUE_KINDS: readonly ValueKind[] = [
  // Shapes
  { name: "an agent's 60 messages, for comparison", make: () => times(60, (at) => message(`${at} ${joined(2_000)}`)) },
  { name: "a DAG of objects, 90 levels", make: () => nested(90, (inner) => ({ left: inner, right: inner })) },
  { name: "a DAG of arrays, 90 levels", make: () => nested(90, (inner) => [inner, inner]) },
  {
    name: "a DAG of Maps, 90 levels",
    make: () =>
      nested(
        90,
        (inner) =>
          new Map([
            ["l", inner],
            ["r", inner],
          ]),
      ),
  },
  { name: "a DAG of Sets, 90 levels", make: () => nested(90, (inner) => new Set([inner, [inner]])) },
  { name: "a tree of 2^16 lists", make: () => nested(16, (inner) => structuredClone([inner, inner])) },
  { name: "an object 100,000 levels deep", make: () => nested(100_000, (inner) => ({ inner })) },
  { name: "an object of 50,000 keys", make: () => fields(50_000, (index) => index) },
  { name: "50 objects of 10,000 keys", make: () => times(50, () => fields(10_000, (index) => index)) },
  { name: "a sparse array of 2^32 - 1", make: () => Object.assign([], { length: 2 ** 32 - 1 }) },
  { name: "1,000 sparse arrays", make: () => times(1_000, () => Object.assign([], { length: 2 ** 32 - 1 })) },
  { name: "an array of 200,000 numbers", make: () => times(200_000, (index) => index) },
  { name: "an array of 200,000 objects", make: () => times(200_000, (index) => ({ index })) },
  {
    name: "one list of 10,000 under 50 keys",
    make: () => {
      const shared = list();
      return fields(50, () => shared);
    },
  },
  { name: "50 lists of 10,000", make: () => fields(50, list) },
  { name: "300 embeddings", make: () => times(300, () => times(3_072, (index) => index / 3_072)) },
  // Typed arrays and bytes
  { name: "a Float64Array of 500,000", make: () => new Float64Array(500_000) },
  { name: "100 Float64Arrays of 10,000", make: () => times(100, () => new Float64Array(10_000).fill(0.1)) },
  { name: "a BigInt64Array of 100,000", make: () => new BigInt64Array(100_000).fill(2n ** 62n) },
  { name: "10,000 Buffers of 1 kB", make: () => times(10_000, () => Buffer.alloc(1_000, 200)) },
  { name: "30 Buffers of 1 MB", make: () => times(30, (index) => Buffer.alloc(1_000_000, index)) },
  { name: "a DataView of 20 MB", make: () => new DataView(new ArrayBuffer(20_000_000)) },
  // Built-ins
  { name: "200 Maps of 10,000", make: () => times(200, () => new Map(times(10_000, (index) => [index, index]))) },
  { name: "200 Maps of 10,000 texts", make: () => times(200, () => new Map(times(10_000, (at) => [`k${at}`, at]))) },
  { name: "200 Sets of 10,000", make: () => times(200, () => new Set(times(10_000, (index) => index))) },
  { name: "a Map of 300,000", make: () => new Map(times(300_000, (index) => [index, index])) },
  { name: "Maps in Maps, 30 × 30 × 30", make: () => maps(3) },
  { name: "100,000 Dates", make: () => times(100_000, (index) => new Date(index)) },
  { name: "1,000 RegExps of 10,000 characters", make: () => times(1_000, (at) => new RegExp(fresh(10_000, at))) },
  { name: "20,000 URLs", make: () => times(20_000, (index) => new URL(`https://example.com/${index}?q=1`)) },
  {
    name: "100 URLs of 20,000 characters",
    make: () => times(100, (at) => new URL(`https://e.com/${at}?${"é".repeat(20_000)}`)),
  },
  { name: "URLSearchParams of 50,000", make: () => parameters(50_000) },
  { name: "100 URLSearchParams of 1,000", make: () => times(100, () => parameters(1_000)) },
  { name: "1,000 boxed texts of 1,000,000", make: () => times(1_000, (index) => Object(fresh(1_000_000, index))) },
  // Primitives
  { name: "1,000 symbols of 1,000,000 characters", make: () => times(1_000, (at) => Symbol(fresh(1_000_000, at))) },
  { name: "100,000 symbols", make: () => times(100_000, (index) => Symbol(`s${index}`)) },
  { name: "1,000 BigInts of 9,000 digits", make: () => times(1_000, (at) => 10n ** 9_000n + BigInt(at)) },
  { name: "a BigInt of 1,000,000 digits", make: () => 1n << 3_300_000n },
  { name: "100,000 BigInts", make: () => times(100_000, (at) => 10n ** 30n + BigInt(at)) },
  { name: "1,000 functions with names of 1,000,000", make: () => times(1_000, (at) => withName(fresh(1_000_000, at))) },
  { name: "100,000 functions", make: () => times(100_000, (index) => withName(`f${index}`)) },
  // Errors
  { name: "an error with a message of 50,000,000", make: () => new Error(joined(50_000_000)) },
  { name: "a chain of 100,000 causes", make: () => errorChain(100_000) },
  { name: "10,000 errors", make: () => times(10_000, () => new Error("failed")) },
  {
    name: "1,000 errors with messages of 1,000,000",
    make: () => times(1_000, (at) => new Error(fresh(1_000_000, at))),
  },
  {
    name: "an AggregateError of 100,000",
    make: () =>
      new AggregateError(
        times(100_000, () => errorChain(3)),
        "all",
      ),
  },
  {
    name: "an error with 5 causes and messages of 5,000,000",
    make: () =>
      nested(5, (cause) => Object.assign(new Error(joined(5_000_000), { cause }), { stack: fresh(5_000_000, 1) })),
  },
  { name: "an error with 1,000 data URIs", make: () => new Error("data:image/png;base64,AAAA ".repeat(100_000)) },
  // The host's code
  {
    name: "toJSON of 1,000 × 10,000",
    make: () => times(1_000, () => ({ toJSON: () => times(10_000, (index) => index) })),
  },
  {
    name: "toJSON of endless toJSON",
    make: () => ({
      toJSON: function again(): object {
        return { left: { toJSON: again }, right: { toJSON: again } };
      },
    }),
  },
  { name: "endless proxies", make: endless },
  {
    name: "an endless proxy of a list",
    make: () => new Proxy([], { get: (_, key) => (key === "length" ? 2 ** 32 - 1 : "x") }),
  },
  {
    name: "100 proxies of 5,000 keys",
    make: () =>
      times(
        100,
        () =>
          new Proxy(
            fields(5_000, (index) => index),
            {},
          ),
      ),
  },
  {
    name: "100,000 getters of fresh lists",
    make: () =>
      times(100_000, () => ({
        get all() {
          return times(100, (index) => index);
        },
      })),
  },
  {
    name: "10,000 getters of fresh texts",
    make: () =>
      times(10_000, (at) => ({
        get text() {
          return fresh(100_000, at);
        },
      })),
  },
  {
    name: "1,000 getters that throw long messages",
    make: () =>
      times(1_000, (at) => ({
        get text() {
          throw new Error(fresh(1_000_000, at));
        },
      })),
  },
  {
    name: "100,000 generators",
    make: () =>
      times(100_000, function* () {
        yield 1;
      }),
  },
  {
    name: "10,000 instances with class names of 100,000",
    make: () => times(10_000, (at) => instanceOf(fresh(100_000, at))),
  },
  { name: "50,000 toJSON of fresh instances", make: () => times(50_000, (at) => new Price(at)) },
  {
    name: "10,000 proxies of proxies",
    make: () => times(10_000, (at) => nested(5, (inner) => new Proxy(Object(inner), {}), { at })),
  },
  {
    name: "100,000 getters that throw slowly",
    make: () =>
      times(100_000, () => ({
        get text() {
          throw new Error(String(times(100, Math.sqrt).at(-1)));
        },
      })),
  },
  { name: "20,000 dates of a class of its own", make: () => times(20_000, (at) => new Day(at)) },
  { name: "3,000 arrays of a class of its own", make: () => times(3_000, () => Row.from(times(50, (at) => at))) },
  {
    name: "20,000 objects of shapes of their own",
    make: () => times(20_000, (at) => ({ [`a${at}`]: { [`b${at}`]: at } })),
  },
  {
    name: "an object of 100,000 symbols",
    make: () => Object.fromEntries(times(100_000, (at) => [Symbol(`k${at}`), at])),
  },
  {
    name: "300 objects of 1,000 numeric keys",
    make: () => times(300, () => Object.fromEntries(times(1_000, (at) => [at * 7, at]))),
  },
  {
    name: "20,000 promises and weak maps",
    make: () => times(20_000, (at) => (at % 2 ? Promise.resolve() : new WeakMap())),
  },
  {
    name: "1,000 Maps of Sets of BigInts",
    make: () =>
      times(1_000, (at) => new Map([["set", new Set(times(100, (index) => 10n ** 40n + BigInt(at + index)))]])),
  },
  { name: "Headers of 50,000", make: () => headers(50_000) },
  { name: "1,000 Headers of 100", make: () => times(1_000, () => headers(100)) },
  { name: "5,000 Requests", make: () => times(5_000, (at) => new Request(`https://example.com/${at}`)) },
  { name: "5,000 Responses", make: () => times(5_000, (at) => new Response(`body ${at}`)) },
  { name: "10,000 symbols of 9,999 characters", make: () => times(10_000, (at) => Symbol(fresh(9_900, at))) },
  {
    name: "100 AggregateErrors of 100",
    make: () => new AggregateError(times(100, () => new AggregateError(times(100, () => new Error("failed"))))),
  },
  {
    name: "10,000 errors that cause themselves",
    make: () =>
      times(10_000, () => {
        const error = new Error("failed");
        return Object.assign(error, { cause: error });
      }),
  },
  // Texts
  { name: "a text of 900,000 in Chinese, for comparison", make: () => "漢字漢字 ".repeat(180_000) },
  { name: "a text of 900,000 in emojis", make: () => "👩‍👩‍👧‍👦".repeat(80_000) },
  { name: "1,000 texts of 2,000 pieces", make: () => times(1_000, (at) => rope(2_000, at)) },
  { name: "a text of 1,000,000 pieces", make: () => rope(1_000_000, 0) },
  { name: "a text of 300,000,000", make: () => joined(300_000_000) },
  { name: "1,000 texts of 1,000,000", make: () => times(1_000, (index) => fresh(1_000_000, index)) },
  {
    name: "1,000 texts of 5,000,000 that are one",
    make: () => {
      const text = joined(5_000_000);
      return times(1_000, () => text);
    },
  },
  { name: "300,000 texts", make: () => times(300_000, (index) => `text ${index}`) },
  { name: "1,000 texts of 10,000 to escape", make: () => times(1_000, (at) => `${at}${'"\\\n'.repeat(3_333)}`) },
  { name: "a text of 5,000,000 to escape", make: () => "\0".repeat(5_000_000) },
  { name: "1,000,000 halves of pairs", make: () => "\ud800 ".repeat(500_000) },
  {
    name: "60 texts of 300,000 in base64",
    make: () => times(60, (at) => Buffer.alloc(225_000, at).toString("base64")),
  },
  { name: "a key of 50,000,000", make: () => ({ ["k".repeat(50_000_000)]: 1 }) },
  { name: "2,000 keys of 5,000", make: () => Object.fromEntries(times(2_000, (at) => [fresh(5_000, at), at])) },
  { name: "1,000 objects with a key of 100,000", make: () => times(1_000, (at) => ({ [fresh(100_000, at)]: at })) },
  // LangChain's
  {
    name: "a state of 10,000 messages",
    make: () => ({ messages: times(10_000, (at) => message(`${at} ${joined(200)}`)) }),
  },
  {
    name: "a state of 100,000 messages",
    make: () => ({ messages: times(100_000, (at) => message(`${at} ${joined(200)}`)) }),
  },
  { name: "10,000 message objects", make: () => times(10_000, (at) => new HumanMessage(`${at} ${joined(200)}`)) },
  {
    name: "a message of 100,000 parts",
    make: () => ({ messages: [message(times(100_000, (at) => ({ type: "text", text: `${at}` })))] }),
  },
  {
    name: "200 messages of 1,000 parts",
    make: () => ({ messages: times(200, () => message(times(1_000, (at) => ({ type: "text", text: `${at}` })))) }),
  },
  {
    name: "a message of 100,000 tool calls",
    make: () => ({
      messages: [
        {
          role: "assistant",
          content: "",
          tool_calls: times(100_000, (at) => ({ id: `c${at}`, name: "t", args: { at } })),
        },
      ],
    }),
  },
  {
    name: "100 messages of 1,000 tool calls in JSON",
    make: () => ({
      messages: times(100, () => ({
        role: "assistant",
        content: "",
        additional_kwargs: {
          tool_calls: times(1_000, (at) => ({ id: `c${at}`, function: { name: "t", arguments: '{"a":[1,2,3]}' } })),
        },
      })),
    }),
  },
  {
    name: "20 tool calls with JSON of 900,000",
    make: () => ({
      messages: [
        {
          role: "assistant",
          content: "",
          additional_kwargs: {
            tool_calls: times(20, (at) => ({
              id: `c${at}`,
              function: { name: "t", arguments: JSON.stringify(times(100_000, (index) => index)) },
            })),
          },
        },
      ],
    }),
  },
  { name: "JSON of 900,000 characters", make: () => JSON.stringify(times(40_000, (index) => ({ index }))) },
  {
    name: "an answer of 100,000 parts and calls",
    make: () => ({
      messages: [
        new AIMessage({
          content: times(100_000, (at) => ({ type: "text", text: `${at}` })),
          tool_calls: times(100_000, (at) => ({ id: `c${at}`, name: "t", args: { at } })),
        }),
      ],
    }),
  },
  {
    name: "5,000 documents with trees of metadata",
    make: () =>
      times(
        5_000,
        (at) =>
          new Document({ pageContent: `${at}`, metadata: { tree: nested(10, (inner) => ({ inner, tags: ["a"] })) } }),
      ),
  },
  { name: "200,000 tags", make: () => times(200_000, (index) => `tag ${index}`) },
  { name: "1,000 tags of 1,000,000", make: () => times(1_000, (index) => fresh(1_000_000, index)) },
  { name: "metadata of 40,000 keys, with lists", make: () => fields(40_000, () => times(10, (index) => ({ index }))) },
  { name: "900 keys with 200 objects each", make: () => fields(900, () => times(200, (index) => ({ index }))) },
  {
    name: "parameters of 900 keys, 20 × 20 below",
    make: () => fields(900, () => fields(20, () => fields(20, (index) => index))),
  },
  {
    name: "documents, 100,000",
    make: () => times(100_000, (at) => ({ pageContent: `${at} ${joined(100)}`, metadata: { at } })),
  },
  {
    name: "100 commands with 1,000 keys",
    make: () => times(100, () => ({ lg_name: "Command", update: fields(1_000, () => [1]), goto: "n" })),
  },
];

function maps(levels: number): unknown {
  if (levels === 0) return 1;
  return new Map(times(30, (index) => [index, maps(levels - 1)]));
}
