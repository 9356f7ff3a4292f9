import { describe, expect, it } from "vitest";
import { readModelRequest } from "../../../src/handlers/convert/model/model-request.js";
import { readProvider } from "../../../src/handlers/convert/model/provider.js";
import { ModelCallProbe } from "../../support/models/model-call-probe.js";
import { openAiModel } from "../../support/models/provider-models.js";

const unknown = { langChainProvider: undefined, className: undefined, baseUrlHost: undefined, model: undefined };

describe("the provider of a call", () => {
  it.each([
    ["google_genai", "google_ai"],
    ["google_vertexai", "google_vertexai"],
    ["amazon_bedrock", "bedrock"],
    ["mistralai", "mistral"],
    ["fireworks", "fireworks_ai"],
    ["azure_openai", "azure"],
    ["groq", "groq"],
    ["a-new-one", "a-new-one"],
  ])("the provider of a call is derived from LangChain's %s", (langChainProvider, provider) => {
    expect(readProvider({ ...unknown, langChainProvider })).toBe(provider);
  });

  it.each([
    ["api.openai.com", "openai"],
    ["eu.api.openai.com", "openai"],
    ["my-resource.openai.azure.com", "azure"],
    ["api.groq.com", "groq"],
    ["api.x.ai", "xai"],
    ["api.deepseek.com", "deepseek"],
    ["api.mistral.ai", "mistral"],
    ["api.fireworks.ai", "fireworks_ai"],
    ["api.perplexity.ai", "perplexity"],
    ["openrouter.ai", "openrouter"],
    ["bedrock-runtime.eu-west-1.amazonaws.com", "bedrock"],
    ["generativelanguage.googleapis.com", "google_ai"],
    ["llm.example.com", "llm.example.com"],
    ["notx.ai", "notx.ai"],
    ["203.0.113.7", "203.0.113.7"],
  ])("the provider of a call of OpenAI's class to %s is that of the host", (baseUrlHost, provider) => {
    expect(readProvider({ ...unknown, langChainProvider: "openai", className: "ChatOpenAI", baseUrlHost })).toBe(
      provider,
    );
  });

  it.each(["127.0.0.1", "localhost", "[::1]", "10.2.3.4", "172.20.0.3", "192.168.1.9", "litellm", "gw.internal"])(
    "the provider of a call of OpenAI's class to the private address %s stays OpenAI",
    (baseUrlHost) => {
      expect(readProvider({ ...unknown, langChainProvider: "openai", className: "ChatOpenAI", baseUrlHost })).toBe(
        "openai",
      );
    },
  );

  it.each([
    [
      "ChatDeepSeek, which claims to be OpenAI's",
      { langChainProvider: "openai", className: "ChatDeepSeek" },
      "deepseek",
    ],
    ["a class that gives no provider", { className: "ChatPerplexity" }, "perplexity"],
    ["nothing", {}, undefined],
    [
      "Claude in ChatVertexAI",
      { langChainProvider: "google_vertexai", model: "claude-sonnet-4@20250514" },
      "anthropic_vertexai",
    ],
    [
      "Anthropic's class with a model of Vertex AI",
      { langChainProvider: "anthropic", model: "claude-sonnet-4@20250514" },
      "anthropic_vertexai",
    ],
    [
      "Anthropic's class at Vertex AI",
      { langChainProvider: "anthropic", baseUrlHost: "us-east5-aiplatform.googleapis.com" },
      "anthropic_vertexai",
    ],
    ["Anthropic's class at a gateway", { langChainProvider: "anthropic", baseUrlHost: "llm.example.com" }, "anthropic"],
  ])("the right provider is derived for %s", (_case, clues, provider) => {
    expect(readProvider({ ...unknown, ...clues })).toBe(provider);
  });
});

describe("the base URL of a model", () => {
  it.each([
    ["configuration.baseURL", { configuration: { baseURL: "https://me:pw@api.groq.com/openai/v1?key=sk-url" } }],
    ["openai_api_base", { openai_api_base: "https://api.groq.com/openai/v1" }],
  ])("the provider is derived from the base URL in %s, and no credential of the URL is recorded", (_place, kwargs) => {
    const serialized = { id: ["langchain", "chat_models", "openai", "ChatOpenAI"], kwargs };
    const request = readModelRequest(serialized, undefined, { ls_provider: "openai" });
    expect(request.provider).toBe("groq");
    expect(JSON.stringify(request)).not.toMatch(/pw|sk-url/);
  });

  it("the provider is derived from the base URL where ChatOpenAI really stores it", async () => {
    const probe = new ModelCallProbe();
    const refuse = () => Promise.resolve(new Response("{}", { status: 400 }));
    const configuration = { baseURL: "https://api.fireworks.ai/inference/v1", fetch: refuse };
    const model = openAiModel({ url: "http://127.0.0.1", apiKey: "sk" }, { configuration });
    await expect(model.invoke("Say hello.", { callbacks: [probe] })).rejects.toThrow("400");
    expect(probe.requests[0]?.provider).toBe("fireworks_ai");
  });
});
