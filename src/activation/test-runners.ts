import { Module } from "node:module";
import vm from "node:vm";
import { warnOnce } from "../logging/warn-once.js";
import { beforeVitestEnds, callMethod, jestState } from "../runtime/test-runners.js";
import { type Environment, processEnvironment, readVariable } from "../settings/environment.js";
import { resolveSettings } from "../settings/resolve-settings.js";
import type { ModuleHost } from "./module-host.js";

/** Shorter than the runners' own default limits: Jest grants a hook 5 seconds, Vitest the end of a worker 10. */
const LONGEST_MS = { jest: 4_000, vitest: 8_000 };

export type EndTracing = (options: { readonly timeoutMs: number }) => Promise<unknown>;

/**
 * Ends tracing, and sends all that is pending, before a runner ends its tests: Vitest ends its threads, and Jest the
 * contexts of its test files, and neither signals the process. Returns whether the runner waits for it.
 */
export function endWithTests(end: EndTracing): boolean {
  const waitAtMost = (longestMs: number) => async () => {
    await end({ timeoutMs: Math.min(resolveSettings().settings.exitTimeoutMs, longestMs) });
  };
  return beforeVitestEnds(waitAtMost(LONGEST_MS.vitest)) || endAfterFile(waitAtMost(LONGEST_MS.jest));
}

/** For Jest, where hooks that are added once the tests run fail the tests. */
function endAfterFile(wait: () => Promise<void>): boolean {
  const state = jestState();
  const isCollecting = typeof state === "object" && state !== null && "hasStarted" in state && !state.hasStarted;
  return isCollecting && callMethod(globalThis, "afterAll", wait);
}

const JEST = /[\\/]jest-runtime[\\/]build[\\/]index\.js$/;

/** Warns where tests are not traced, or where nothing waits for their last traces to be sent. */
export function warnAboutUntracedTests(host: ModuleHost, runnerWaits: boolean): void {
  if (host === "node") warnAboutUnreachedTests(processEnvironment());
  else if (host === "context" && wasRequired() && runsModules()) {
    warnAboutTests(`"langchain-opik/register" was required, which does not reach ES modules: ${MODULE_REMEDY}.`);
  } else if (host === "context" && !runnerWaits) {
    warnAboutTests(`nothing waits for the traces of a test file: ${WAIT_REMEDY}, or await flushTraces() in afterAll.`);
  }
}

const MODULE_REMEDY = "import it in the test files, or in a setup file that is an ES module";
const WAIT_REMEDY = `load "langchain-opik/register" in the test file or in Jest's setupFilesAfterEnv`;

/** As Jest requires what its settings name, even for tests that are ES modules. */
function wasRequired(): boolean {
  return typeof __filename === "string";
}

/** Whether ES modules may run in contexts, for which Node needs a flag. */
function runsModules(): boolean {
  // Bundlers turn a plain property access into an import by name, which may not exist.
  return Reflect.has(vm, "SourceTextModule");
}

function warnAboutUnreachedTests(env: Environment): void {
  // Vitest allows this only in its vm pools.
  if (readVariable(env, "VITEST") !== undefined && runsModules()) {
    warnUnreached("Vitest runs in a vm pool", "setupFiles");
  }
  // Jest's workers are started by a process that has reported it already.
  if (readVariable(env, "JEST_WORKER_ID") === undefined) {
    onCommonJsFile(JEST, () => {
      warnUnreached("Jest runs", "setupFilesAfterEnv");
    });
  }
}

function warnUnreached(what: string, setting: string): void {
  warnAboutTests(
    `a flag does not reach what ${what}: name "langchain-opik/register" in its ${setting}, or nothing is traced there.`,
  );
}

function warnAboutTests(problem: string): void {
  warnOnce("tests", `tracing is on, but ${problem}`);
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
