import { RunnableLambda } from "@langchain/core/runnables";
import { expect, test } from "vitest";
import { attemptLines } from "../../support/traces/attempt-lines.js";
import { traceWorld } from "../../support/traces/traced-world.js";

test("the 1,100th try of a program is numbered, and says why the one before it failed", async () => {
  const world = await traceWorld();
  let tries = 0;
  const look = RunnableLambda.from((_: string) => {
    tries += 1;
    if (tries < 1_100) throw new RangeError("too dark");
    return "seen";
  }).withConfig({ runName: "look" });

  await RunnableLambda.from(async (question: string, config) => {
    while (tries < 1_099) await look.invoke(question, config).catch(() => undefined);
    return look.invoke(question, config);
  }).invoke("why?", { callbacks: [world.handler] });

  const lines = new Set(attemptLines((await world.onlyTrace()).spans));
  expect(lines.size).toBe(1_100);
  expect(lines).toContain("look: retry 1 failed");
  expect(lines).toContain("look: retry 1000 failed, after RangeError (code)");
  expect(lines).toContain("look: retry 1099 failed, after RangeError (code)");
  expect(lines).toContain("look: retry 1100 answered, after RangeError (code)");
});
