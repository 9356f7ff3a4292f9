import { InMemoryCache } from "@langchain/core/caches";
import { expect, it, onTestFinished, test } from "vitest";
import { chargedCost } from "../../../src/handlers/convert/usage/charged-cost.js";
import { ModelCallProbe } from "../../support/models/model-call-probe.js";
import { observeModelCall, observeProviderCall } from "../../support/models/observe-model-call.js";
import { providerModels } from "../../support/models/provider-models.js";
import { startProviderServer } from "../../support/models/provider-server.js";
import { completion, openRouterUsage } from "../../support/models/provider-wire.js";
import { wholeAnswers } from "../../support/models/whole-answers.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const PATH = "/api/v1/chat/completions";
const MODEL = "anthropic/claude-sonnet-4.5";

async function costOf(usage: object): Promise<number | undefined> {
  const { answer } = await observeModelCall({ [PATH]: completion(MODEL, usage) }, providerModels.openrouter);
  return answer.costUsd;
}

test("what OpenRouter charged is the cost of the call", async () => {
  const { answer } = await observeProviderCall("openrouter", "invoke");
  expect(answer.costUsd).toBe(0.0015);
});

test("a span has the cost that OpenRouter charged, where Opik would otherwise put its own estimate", async () => {
  const world = await traceWorld();
  const server = await startProviderServer(wholeAnswers.openrouter);
  onTestFinished(() => server.close());
  const model = providerModels.openrouter({ url: server.url, apiKey: "sk-planted" });

  await model.invoke("Say hello.", { callbacks: [world.handler] });
  await world.chatModel().invoke("hi", { callbacks: [world.handler] });

  const { spans } = await world.arrived();
  expect(spans.map((span) => [span.provider, span.total_estimated_cost])).toEqual([
    ["openrouter", 0.0015],
    ["openai", undefined],
  ]);
});

test("the cost of a call with the user's own provider key is OpenRouter's fee plus the provider's price", async () => {
  const priced = { ...openRouterUsage, cost: 0.5, cost_details: { upstream_inference_cost: 10 } };
  expect(await costOf({ ...priced, is_byok: true })).toBe(10.5);
  expect(await costOf({ ...priced, is_byok: false })).toBe(0.5);
});

it.each(["0.5", -1, null])("the cost of a call is unknown where OpenRouter reports %j", async (cost) => {
  expect(await costOf({ ...openRouterUsage, cost })).toBeUndefined();
});

test("an answer from the cache costs nothing, and no cost is recorded for it", async () => {
  const server = await startProviderServer(wholeAnswers.openrouter);
  const probe = new ModelCallProbe();
  const model = providerModels.openrouter({ url: server.url, apiKey: "sk-planted" });
  model.cache = new InMemoryCache();
  try {
    for (let round = 0; round < 2; round += 1) await model.invoke("Say hello.", { callbacks: [probe] });
  } finally {
    await server.close();
  }
  expect(probe.calls.map(({ answer }) => [answer.cacheHit, answer.costUsd])).toEqual([
    [false, 0.0015],
    [true, undefined],
  ]);
});

test("a charge is read from OpenRouter's answers alone, not from another provider's `cost`", () => {
  const message = { response_metadata: { usage: { ...openRouterUsage } } };
  expect(chargedCost({ generations: [[{ message }]] }, "openrouter")).toBe(0.0015);
  expect(chargedCost({ generations: [[{ message }]] }, "openai")).toBeUndefined();
});
