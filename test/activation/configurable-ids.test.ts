import { createRequire } from "node:module";
import type * as Manager from "@langchain/core/callbacks/manager";
import type * as Runnables from "@langchain/core/runnables";
import { expect, test } from "vitest";
import { traceEveryRun } from "../../src/activation/trace-every-run.js";
import { traceWorld } from "../support/traces/traced-world.js";

const require = createRequire(import.meta.url);

// Neither is the copy that this package imports, which handlers follow by themselves.
test.each([
  ["passes them only to its own tracer", "@langchain/core"],
  ["copies them into the metadata", "langchain-core-1-0"],
])("ids in configurable reach the trace where LangChain's core %s", async (_, core) => {
  const { CallbackManager } = require(`${core}/callbacks/manager`) as typeof Manager;
  const { RunnableLambda } = require(`${core}/runnables`) as typeof Runnables;
  const world = await traceWorld();
  traceEveryRun(world.handler)(CallbackManager);
  const program = RunnableLambda.from((x: number) => 2 * x);

  await program.pipe(program).invoke(1, { configurable: { session_id: "s-1", user_id: "ann" } });

  const { trace, spans } = await world.onlyTrace();
  expect(trace).toMatchObject({ thread_id: "s-1", tags: ["user:ann"] });
  expect(spans.map((span) => span.metadata?.user_id)).toEqual(["ann", "ann"]);
});
