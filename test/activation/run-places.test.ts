import { CallbackManager } from "@langchain/core/callbacks/manager";
import { RunnableLambda } from "@langchain/core/runnables";
import { expect, test } from "vitest";
import { traceEveryRun } from "../../src/activation/trace-every-run.js";
import { traceWorld } from "../support/traces/traced-world.js";

// No part of this program brings an async context of LangChain's.
test("a call without a config is below its caller in a program that uses @langchain/core alone", async () => {
  const world = await traceWorld();
  traceEveryRun(world.handler)(CallbackManager);
  const model = world.chatModel();
  const inner = RunnableLambda.from(async (text: string) => (await model.invoke(text)).text).withConfig({
    runName: "inner",
  });
  const generator = RunnableLambda.from(async function* (text: string) {
    yield await inner.invoke(text);
    yield (await model.invoke(text, { callbacks: [world.newHandler({ projectName: "not this one" })] })).text;
  }).withConfig({ runName: "generator" });

  for await (const _chunk of await generator.stream("hi"));

  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ project_name: "tests", metadata: { summary: { llm_calls: 2 } } });
  expect(await world.printed()).toBe(
    ["generator", "  inner", "    ChatOpenAI (llm gpt-4o-mini)", "  ChatOpenAI (llm gpt-4o-mini)"].join("\n"),
  );

  // A root that has a handler of its own keeps it, with all that is called in it.
  const own = world.newHandler({ projectName: "own" });
  await inner.invoke("hi", { callbacks: [own] });

  const { traces, spans } = await world.arrived();
  expect(traces.map((one) => one.project_name)).toEqual(["tests", "own"]);
  expect(spans.filter((span) => span.project_name === "own")).toMatchObject([{ type: "llm" }]);
});
