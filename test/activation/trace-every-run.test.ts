import { expect, test } from "vitest";
import { traceEveryRun } from "../../src/activation/trace-every-run.js";
import { OpikCallbackHandler } from "../../src/index.js";
import { expectQuietHost } from "../support/process/quiet-host.js";
import { HOSTILE_VALUES } from "../support/traces/hostile-values.js";

test.each(HOSTILE_VALUES)("a run keeps its callback manager when %s is among its handlers", (_, make) => {
  expectQuietHost();
  const added: unknown[] = [];
  const manager = {
    handlers: [make()],
    addHandler: (handler: unknown) => added.push(handler),
    removeHandler: () => undefined,
  };
  // As a class of LangChain's, which is a function too.
  const CallbackManager = Object.assign(() => undefined, { _configureSync: (): unknown => manager });
  const tracer = new OpikCallbackHandler({ apiUrl: "http://127.0.0.1:9/api" });

  traceEveryRun(tracer)(CallbackManager);

  expect(CallbackManager._configureSync()).toBe(manager);
  expect(added).toEqual([tracer]);
});
