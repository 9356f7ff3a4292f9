import { randomUUID } from "node:crypto";
import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { expect, test } from "vitest";
import { LangChainCallbacks } from "../../../src/handlers/langchain-callbacks.js";
import { OpikCallbackHandler, SettingsError } from "../../../src/index.js";
import { expectQuietHost } from "../../support/process/quiet-host.js";
import { HOSTILE_VALUES } from "../../support/traces/hostile-values.js";
import { traceWorld } from "../../support/traces/traced-world.js";

/** More than any callback has. */
const POSITIONS = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

/** Every method that LangChain, another copy of this package or the program may call, whoever adds one later. */
const METHODS = [OpikCallbackHandler, LangChainCallbacks]
  .flatMap(({ prototype }) => Reflect.ownKeys(prototype))
  .filter((name) => name !== "constructor");

/** What a copy of this package tells another one; neither comes from the program. */
const isContract = (method: string | symbol) => typeof method === "symbol";

function call(handler: OpikCallbackHandler, method: string | symbol, given: readonly unknown[]): unknown {
  const work: unknown = Reflect.get(handler, method);
  return typeof work === "function" ? Reflect.apply(work, handler, given) : undefined;
}

/** A call whose arguments are all the id of an open run, or of a new one where it starts a run. */
function givenWith(handler: OpikCallbackHandler, method: string | symbol, position: number, hostile: unknown) {
  const runId = randomUUID();
  if (!String(method).endsWith("Start")) handler.handleChainStart({}, {}, runId);
  return POSITIONS.map((at) => (at === position ? hostile : runId));
}

test("the handler has every callback method of LangChain's handlers", () => {
  expect(METHODS).toContain("handleChainStart");
  expect(METHODS).toContain("handleCustomEvent");
  expect(new OpikCallbackHandler({ apiUrl: "http://127.0.0.1:9/api" })).toBeInstanceOf(BaseCallbackHandler);
});

test.each(HOSTILE_VALUES)("%s as any argument of any method neither throws nor prints", async (_, make) => {
  expectQuietHost();
  const { handler } = await traceWorld();
  const methods = METHODS.filter((method) => !isContract(method) && method !== "close");
  for (const method of methods) {
    for (const position of POSITIONS) await call(handler, method, givenWith(handler, method, position, make()));
  }
  await handler.close(makeOptions(make()));
});

// The types know nothing of such options.
function makeOptions(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

test("a contract between copies of this package accepts any argument without throwing", async () => {
  const { handler } = await traceWorld();
  const untouchable = new Proxy({}, { get: refuse, has: refuse });
  for (const method of METHODS.filter(isContract)) {
    for (const position of POSITIONS) {
      expect(() => call(handler, method, givenWith(handler, method, position, untouchable))).not.toThrow();
    }
  }
});

function refuse(): never {
  throw new Error("not for you");
}

test("an option whose value throws when read is refused with a SettingsError", () => {
  for (const [, make] of HOSTILE_VALUES) {
    for (const option of ["apiKey", "client", "clientConfig", "store", "graph", "redact", "keepTrace", "tags"]) {
      expect(errorOf({ [option]: make() }) ?? new SettingsError(NOTHING)).toBeInstanceOf(SettingsError);
    }
  }
  expect(errorOf(new Proxy({}, { ownKeys: refuse, get: refuse }))).toBeInstanceOf(SettingsError);
});

const NOTHING = { option: "", shown: "", allowed: "" };

function errorOf(options: object): unknown {
  try {
    new OpikCallbackHandler(options);
    return undefined;
  } catch (error) {
    return error;
  }
}
