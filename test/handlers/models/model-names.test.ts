import { describe, expect, test } from "vitest";
import type { ProviderOf } from "../../../src/index.js";
import { printTraces } from "../../../src/testing/index.js";
import { askThroughOpenAi } from "../../support/traces/ask-through-openai.js";

const GROQ = ["https://api.groq.com/openai/v1", "openai/gpt-oss-120b"] as const;
const GATEWAY = ["https://llm.example.com/v1", "our-best-model"] as const;

describe("a model whose price has another name", () => {
  test("a model that Opik prices under another name is sent under that, and its own is kept wherever it is shown", async () => {
    const world = await askThroughOpenAi(...GROQ);
    const { trace, spans } = await world.onlyTrace();
    expect(spans[0]).toMatchObject({
      model: "groq/openai/gpt-oss-120b",
      provider: "groq",
      metadata: { model_name: "openai/gpt-oss-120b", priced_as: "groq/openai/gpt-oss-120b" },
    });
    expect(trace.metadata).toMatchObject({
      summary: { models: ["openai/gpt-oss-120b"], answered_by: { model: "openai/gpt-oss-120b", provider: "groq" } },
    });
    const tree = printTraces({ traces: [trace], spans });
    expect(tree).toContain("openai/gpt-oss-120b");
    expect(tree).not.toContain("groq/openai");
  });

  test("a model that has one name has no second one in the metadata", async () => {
    const { spans } = await (await askThroughOpenAi("https://api.openai.com/v1", "gpt-4o")).onlyTrace();
    expect(spans[0]?.metadata).not.toHaveProperty("priced_as");
    expect(spans[0]?.metadata).not.toHaveProperty("model_name");
  });
});

describe("the option `provider` and its metadata", () => {
  const azure: ProviderOf = ({ model, provider, metadata }) =>
    model === GATEWAY[1] && provider === "llm.example.com" && metadata.team === "blue"
      ? { provider: "azure", model: "gpt-4o" }
      : undefined;

  test.each([
    [
      "the option, in LangChain's term too",
      { options: { provider: "azure_openai" } },
      { provider: "azure", model: "our-best-model" },
    ],
    [
      "a function",
      { options: { provider: azure }, metadata: { team: "blue" } },
      { provider: "azure", model: "gpt-4o" },
    ],
    [
      "a function of other calls",
      { options: { provider: azure } },
      { provider: "llm.example.com", model: "our-best-model" },
    ],
    [
      "the metadata of the run, before the option",
      { options: { provider: "azure" }, metadata: { opik_provider: "bedrock", opikModel: "amazon.nova-pro-v1:0" } },
      { provider: "bedrock", model: "amazon.nova-pro-v1:0" },
    ],
    [
      "each of them, for what the other leaves open",
      { options: { provider: "openai" }, metadata: { opik_model: "gpt-4o" } },
      { provider: "openai", model: "gpt-4o" },
    ],
  ])("the provider and model of a call are set by %s", async (_case, asked, expected) => {
    const { spans } = await (await askThroughOpenAi(...GATEWAY, asked)).onlyTrace();
    expect(spans[0]).toMatchObject(expected);
  });

  test("the detected provider and model are kept where the function throws or returns no names", async () => {
    const functions = [
      () => {
        throw new Error("no idea");
      },
      () => ({ provider: 7, model: {} }),
      () =>
        new Proxy(
          {},
          {
            get: () => {
              throw new Error("resists");
            },
          },
        ),
    ];
    for (const provider of functions) {
      // JavaScript callers are not held to the types.
      const options = { provider: provider as ProviderOf };
      const { spans } = await (await askThroughOpenAi(...GATEWAY, { options })).onlyTrace();
      expect(spans[0]).toMatchObject({ provider: "llm.example.com", model: "our-best-model" });
    }
  });
});
