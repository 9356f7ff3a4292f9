import { Module } from "node:module";
import vm from "node:vm";
import { tellOnce } from "../logging/notices.js";
import { type Environment, processEnvironment, readVariable } from "../settings/environment.js";
import type { ModuleHost } from "./module-host.js";

/** Shorter than what any runner grants a hook by default. */
const END_MS = 2_000;

export type EndTracing = (options: { readonly timeoutMs: number }) => Promise<unknown>;

/**
 * Has tracing ended, and all that is pending sent, before a runner ends its tests: Vitest ends its threads, and Jest
 * the contexts of its test files, and neither tells the process. Returns whether the runner waits for it.
 */
export function endWithTests(end: EndTracing): boolean {
  const wait = async () => {
    await end({ timeoutMs: END_MS });
  };
  return callMethod(Reflect.get(globalThis, "__vitest_worker__"), "onCleanup", wait) || endAfterFile(wait);
}

/** In Jest, whose hooks fail the tests when they are added once these run. */
function endAfterFile(wait: () => Promise<void>): boolean {
  const symbol = Object.getOwnPropertySymbols(globalThis).find(
    ({ description }) => description === "JEST_STATE_SYMBOL",
  );
  const state: unknown = symbol === undefined ? undefined : Reflect.get(globalThis, symbol);
  const isCollecting = typeof state === "object" && state !== null && "hasStarted" in state && !state.hasStarted;
  return isCollecting && callMethod(globalThis, "afterAll", wait);
}

function callMethod(owner: unknown, name: string, argument: unknown): boolean {
  const method: unknown = typeof owner === "object" && owner !== null ? Reflect.get(owner, name) : undefined;
  if (typeof method !== "function") return false;
  Reflect.apply(method, owner, [argument]);
  return true;
}

const JEST = /[\\/]jest-runtime[\\/]build[\\/]index\.js$/;

/** Says where tests are not reached, or where nothing waits for the last of what they traced. */
export function tellOfTests(host: ModuleHost, runnerWaits: boolean): void {
  if (host === "node") tellOfUnreachedTests(processEnvironment());
  else if (host === "context" && wasRequired() && runsModules()) {
    tell(`"langchain-opik/register" was required, which does not reach ES modules: ${MODULE_REMEDY}.`);
  } else if (host === "context" && !runnerWaits) {
    tell(`nothing waits for the traces of a test file: ${WAIT_REMEDY}, or await flushTraces() in afterAll.`);
  }
}

const MODULE_REMEDY = "import it in the test files, or in a setup file that is an ES module";
const WAIT_REMEDY = `load "langchain-opik/register" in the test file or in Jest's setupFilesAfterEnv`;

/** As Jest requires what its settings name, also for tests that are ES modules. */
function wasRequired(): boolean {
  return typeof __filename === "string";
}

/** Whether ES modules may be run in contexts: Node has to be told so by a flag. */
function runsModules(): boolean {
  // Bundlers make an import by name of what is plainly asked for, and there may be none.
  return Reflect.has(vm, "SourceTextModule");
}

function tellOfUnreachedTests(env: Environment): void {
  // Vitest lets only its vm pools do so.
  if (readVariable(env, "VITEST") !== undefined && runsModules()) {
    tellUnreached("Vitest runs in a vm pool", "setupFiles");
  }
  // Jest's workers are started by a process that has said so.
  if (readVariable(env, "JEST_WORKER_ID") === undefined) {
    onCommonJsFile(JEST, () => {
      tellUnreached("Jest runs", "setupFilesAfterEnv");
    });
  }
}

function tellUnreached(what: string, setting: string): void {
  tell(
    `a flag does not reach what ${what}: name "langchain-opik/register" in its ${setting}, or nothing is traced there.`,
  );
}

function tell(problem: string): void {
  tellOnce("tests", `tracing is on, but ${problem}`);
}

function onCommonJsFile(file: RegExp, seen: () => void): void {
  const compile: unknown = Reflect.get(Module.prototype, "_compile");
  if (typeof compile !== "function") return;
  Reflect.set(Module.prototype, "_compile", function noted(this: unknown, ...given: unknown[]): unknown {
    const [, path] = given;
    if (typeof path === "string" && file.test(path)) seen();
    const compiled: unknown = Reflect.apply(compile, this, given);
    return compiled;
  });
}
