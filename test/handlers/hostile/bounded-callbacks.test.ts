import { randomUUID } from "node:crypto";
import { HumanMessage } from "@langchain/core/messages";
import { describe, expect, it } from "vitest";
import type { OpikCallbackHandler } from "../../../src/index.js";
import { traceWorld } from "../../support/traces/traced-world.js";

/** What one callback may read of its values, whatever they are. Each of these kinds has more than that to read. */
const MOST_READS = 250_000;

type Read = () => void;

const times = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

const nested = (levels: number, around: (inner: unknown) => unknown): unknown => {
  let value: unknown = "innermost";
  for (let level = 0; level < levels; level++) value = around(value);
  return value;
};

/** An object that tells each time that one of these is read of it. */
function counted(read: Read, fields: Readonly<Record<string, unknown>>): object {
  const make = ([name, value]: [string, unknown]): [string, PropertyDescriptor] => [
    name,
    {
      enumerable: true,
      configurable: true,
      get: () => {
        read();
        return value;
      },
    },
  ];
  return Object.defineProperties({}, Object.fromEntries(Object.entries(fields).map(make)));
}

function endlessProxy(read: Read): object {
  const members = new Set<unknown>(["a", "b"]);
  return new Proxy(
    {},
    {
      ownKeys: () => {
        read();
        return ["a", "b"];
      },
      getOwnPropertyDescriptor: () => {
        read();
        return { enumerable: true, configurable: true };
      },
      get: (_target, key) => {
        read();
        return members.has(key) ? endlessProxy(read) : undefined;
      },
    },
  );
}

function wideProxy(read: Read): object {
  const fields = Object.fromEntries(times(5_000, (index) => [`key${index}`, index]));
  return new Proxy(fields, {
    getOwnPropertyDescriptor: (target, key) => {
      read();
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
  });
}

function endlessJson(read: Read): object {
  return {
    toJSON: () => {
      read();
      return { left: endlessJson(read), right: endlessJson(read) };
    },
  };
}

function generated(read: Read): object {
  return {
    *[Symbol.iterator]() {
      for (;;) {
        read();
        yield 1;
      }
    },
  };
}

const row = (read: Read): object => counted(read, { a: 1 });
const part = (read: Read): object => counted(read, { type: "text", text: "words" });
const message = (read: Read): object => counted(read, { role: "user", content: "words" });
const answer = (fields: object): object => ({ messages: [{ role: "assistant", content: "", ...fields }] });

const KINDS: readonly (readonly [kind: string, make: (read: Read) => unknown])[] = [
  ["objects in a list", (read) => times(300_000, () => row(read))],
  ["objects in lists in lists", (read) => times(70, () => times(70, () => times(70, () => row(read))))],
  ["a list that stands under many keys", sharedList],
  ["objects that all stand twice in the next", (read) => nested(90, (inner) => counted(read, { a: inner, b: inner }))],
  ["lists that all stand twice in the next", (read) => nested(90, (inner) => [inner, inner, row(read)])],
  ["Maps", (read) => times(300, () => new Map(times(1_000, (index) => [index, row(read)])))],
  ["Maps with text keys", (read) => times(300, () => new Map(times(1_000, (index) => [`key${index}`, row(read)])))],
  ["Sets", (read) => times(300, () => new Set(times(1_000, () => row(read))))],
  ["Maps of Sets that all stand twice in the next", (read) => nested(90, (inner) => shared(inner, row(read)))],
  [
    "objects with toJSON",
    (read) =>
      times(300_000, () => ({
        toJSON: () => {
          read();
        },
      })),
  ],
  ["toJSON that gives objects with toJSON", endlessJson],
  ["proxies that give proxies", endlessProxy],
  ["proxies of many keys", (read) => times(100, () => wideProxy(read))],
  ["getters of lists", (read) => times(5_000, () => counted(read, { list: times(100, () => row(read)) }))],
  ["getters that throw", (read) => times(300_000, () => throwing(read))],
  ["what can be gone through without end", (read) => times(1_000, () => generated(read))],
  ["errors", (read) => times(50_000, () => Object.defineProperties(new Error("x"), stackOf(read)))],
  ["functions", (read) => times(300_000, () => Object.defineProperty(() => 1, "name", nameOf(read)))],
  ["regular expressions", (read) => times(100_000, () => Object.defineProperty(/a/, "source", nameOf(read)))],
  ["proxies of proxies", (read) => times(200, () => new Proxy(wideProxy(read), {}))],
  ["messages", (read) => ({ messages: times(50_000, () => message(read)) })],
  [
    "messages of many parts",
    (read) => ({ messages: times(300, () => ({ role: "user", content: times(1_000, () => part(read)) })) }),
  ],
  ["calls of tools and parts of a content, which have no names", manyNameless],
  ["documents", (read) => times(100_000, () => counted(read, { pageContent: "words", metadata: row(read) }))],
  [
    "commands",
    (read) => times(500, () => ({ lg_name: "Command", update: times(500, (index) => [`key${index}`, row(read)]) })),
  ],
];

/** Kinds that take longer to look at, of which less is: how much. */
const DEAR_KINDS: readonly (readonly [kind: string, make: (read: Read) => unknown, most: number])[] = [
  ["objects of classes of their own", (read) => times(20_000, () => ofOwnClass(read)), 9_000],
  ["getters of long texts", (read) => times(20_000, (index) => counted(read, { text: longText(index) })), 9_000],
  ["symbols with long names", (read) => times(20_000, (index) => counted(read, { name: longSymbol(index) })), 9_000],
  ["parts of one message", (read) => answer({ content: times(20_000, () => part(read)) }), 60_000],
];

function ofOwnClass(read: Read): object {
  class Own {
    toString(): string {
      return "own";
    }
  }
  Object.defineProperty(Own, "name", nameOf(read));
  return new Own();
}

const longText = (index: number): string => `${index} ${"word ".repeat(20_000)}`;
const longSymbol = (index: number): symbol => Symbol(`${index} ${"word ".repeat(1_900)}`);

function sharedList(read: Read): unknown {
  const list = times(9_000, () => row(read));
  return Object.fromEntries(times(50, (index) => [`key${index}`, list]));
}

const shared = (inner: unknown, other: unknown): unknown => new Map([["set", new Set([inner, [inner], other])]]);

function throwing(read: Read): object {
  return {
    get text(): never {
      read();
      throw new Error("no text");
    },
  };
}

const nameOf = (read: Read): PropertyDescriptor => ({
  get: () => {
    read();
    return "name";
  },
});

const stackOf = (read: Read): PropertyDescriptorMap => ({ stack: nameOf(read), message: nameOf(read) });

function manyNameless(read: Read): unknown {
  const content = times(2_000, () => counted(read, { type: "server_tool_use", input: { query: 1 } }));
  return answer({ content, tool_calls: times(2_000, () => counted(read, { args: "{}" })) });
}

/** Tells what a callback read, as soon as it has returned. */
type Call = (name: string, ...values: readonly unknown[]) => void;

/** Runs with the value at every place where a program may put it. */
const RUNS: readonly ((call: Call, value: unknown) => void)[] = [
  (call, value) => {
    const id = randomUUID();
    call("handleChainStart", {}, value, id, undefined, [], {}, undefined, "chain");
    call("handleChainEnd", value, id);
  },
  (call, value) => {
    const id = randomUUID();
    call("handleChainStart", {}, { messages: [value, { role: "user", content: "x" }], value }, id, undefined, [], {});
    call("handleChainError", value, id);
  },
  (call, value) => {
    const id = randomUUID();
    call("handleChatModelStart", value, [[value]], id, undefined, value, [], value, "model");
    call("handleLLMNewToken", value, value, id, undefined, [], { chunk: value });
    call("handleLLMEnd", { generations: [[{ text: value, message: value }]], llmOutput: value }, id);
  },
  (call, value) => {
    const id = randomUUID();
    call("handleChatModelStart", {}, [[{ role: "user", content: value }]], id, undefined, {}, []);
    const chunk = { message: { content: value, tool_call_chunks: value, usage_metadata: value } };
    call("handleLLMNewToken", "", {}, id, undefined, [], { chunk });
    const answered = { role: "assistant", content: value, tool_calls: value, response_metadata: value };
    call("handleLLMEnd", { generations: [[{ text: "", message: answered, generationInfo: value }]] }, id);
  },
  (call, value) => {
    const id = randomUUID();
    call("handleToolStart", value, value, id, undefined, value, value, value, value);
    call("handleCustomEvent", "event", value, id);
    call("handleToolEnd", value, id);
  },
  (call, value) => {
    const id = randomUUID();
    call("handleRetrieverStart", {}, value, id, undefined, [value, "a"], { value, thread_id: value }, value);
    call("handleRetrieverEnd", [value, { pageContent: value, metadata: value }], id);
  },
];

function callbackOf(handler: OpikCallbackHandler, name: string): (...values: readonly unknown[]) => void {
  const callback: unknown = Reflect.get(handler, name);
  if (typeof callback !== "function") throw new Error(`The handler has no ${name}.`);
  return (...values) => void Reflect.apply(callback, handler, values);
}

describe("the work of a callback", () => {
  it.each(KINDS)("a callback reads a bounded part of %s", async (_kind, make) => {
    expect((await readsOfCallbacks(make)).filter(([, count]) => count > MOST_READS)).toEqual([]);
  });

  it.each(DEAR_KINDS)("a callback reads a small part of %s", async (_kind, make, most) => {
    expect((await readsOfCallbacks(make)).filter(([, count]) => count > most)).toEqual([]);
  });
});

/** The most that each callback read of such values. */
async function readsOfCallbacks(make: (read: Read) => unknown): Promise<readonly (readonly [string, number])[]> {
  const { handler } = await traceWorld();
  let reads = 0;
  const value = make(() => {
    reads += 1;
  });
  const most: Record<string, number> = {};
  for (const run of RUNS) {
    run((name, ...values) => {
      reads = 0;
      callbackOf(handler, name)(...values);
      most[name] = Math.max(most[name] ?? 0, reads);
    }, value);
  }
  return Object.entries(most);
}

it("messages that one callback has no room for are whole in the next callback that is given them", async () => {
  const world = await traceWorld();
  const { handler } = world;
  const messages = times(3_000, (index) => new HumanMessage(`message ${index} ${"word ".repeat(20)}`));
  for (let turn = 0; turn < 2; turn++) {
    const id = randomUUID();
    callbackOf(handler, "handleChainStart")({}, { messages }, id, undefined, [], {}, undefined, `turn ${turn}`);
    callbackOf(handler, "handleChainEnd")({ done: true }, id);
  }
  const { traces } = await world.arrived();
  const last = traces.find(({ name }) => name === "turn 1");
  expect(last?.input).toMatchObject({ messages: messages.map(({ content }) => ({ content })) });
});
