import { Module } from "node:module";
import { setTimeout } from "node:timers";
import { tellOnce } from "../handlers/notices.js";
import { type Environment, processEnvironment, readVariable } from "../settings/environment.js";
import type { ModuleHost } from "./module-host.js";

/** Shorter than what any runner grants a hook by default. */
const FLUSH_MS = 2_000;

export type Flush = (options: { readonly timeoutMs: number }) => Promise<unknown>;

/**
 * Has what tests traced sent before their runner ends them: Vitest ends its threads, and Jest the contexts of its
 * test files, and neither tells the process. Returns whether the runner waits for it.
 */
export function flushWithTests(flush: Flush): boolean {
  const wait = async () => {
    // These timers go on where tests have replaced the global ones.
    const limit = new Promise((resolve) => setTimeout(resolve, FLUSH_MS).unref());
    await Promise.race([flush({ timeoutMs: FLUSH_MS }), limit]);
  };
  return callMethod(Reflect.get(globalThis, "__vitest_worker__"), "onCleanup", wait) || flushAfterFile(wait);
}

/** In Jest, whose hooks fail the tests when they are added once these run. */
function flushAfterFile(wait: () => Promise<void>): boolean {
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

/**
 * Says where tests are not reached, as a flag does not reach what a runner loads past Node, or where nothing waits for
 * the last of what they traced.
 */
export function tellOfTests(host: ModuleHost): void {
  if (host === "context") {
    const remedy = `load "langchain-opik/register" in the test file or in Jest's setupFilesAfterEnv`;
    tell(`nothing waits for the traces of a test file: ${remedy}, or await flushTraces() in afterAll.`);
  } else if (host === "node") tellOfUnreachedTests(processEnvironment());
}

function tellOfUnreachedTests(env: Environment): void {
  // Vitest gives this flag to the processes and threads of its vm pools.
  if (readVariable(env, "VITEST") !== undefined && process.execArgv.includes("--experimental-vm-modules")) {
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
