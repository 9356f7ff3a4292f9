import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { tool } from "@langchain/core/tools";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { ModelRequest } from "../../../src/handlers/convert/model/model-request.js";
import { readModelRequest } from "../../../src/handlers/convert/model/model-request.js";
import { ModelCallProbe } from "../../support/models/model-call-probe.js";
import { openAiModel, type ProviderName, providerModels } from "../../support/models/provider-models.js";
import { startProviderServer } from "../../support/models/provider-server.js";

const weather = tool(() => "Sunny.", {
  name: "get_weather",
  description: "Tells the weather.",
  // The name of an argument may look like a credential; it is none.
  schema: z.object({ city: z.string(), api_key: z.string() }),
});

const offered: Readonly<Record<Exclude<ProviderName, "bedrock">, object>> = {
  openai: { type: "function", function: { name: "get_weather", parameters: { properties: { api_key: {} } } } },
  openaiResponses: { type: "function", name: "get_weather", parameters: { properties: { api_key: {} } } },
  azure: { type: "function", function: { name: "get_weather" } },
  anthropic: { name: "get_weather", input_schema: { properties: { api_key: {} } } },
  google: { functionDeclarations: [{ name: "get_weather", parameters: { properties: { api_key: {} } } }] },
  groq: { type: "function", function: { name: "get_weather" } },
  mistral: { type: "function", function: { name: "get_weather" } },
  xai: { type: "function", function: { name: "get_weather" } },
  deepseek: { type: "function", function: { name: "get_weather" } },
  ollama: { type: "function", function: { name: "get_weather" } },
  openrouter: { type: "function", function: { name: "get_weather" } },
};

/** What is read of a call that the provider refuses: the request does not wait for an answer. */
async function requestOf(
  call: (url: string, probe: ModelCallProbe) => Promise<unknown>,
): Promise<ModelRequest | undefined> {
  const server = await startProviderServer({});
  const probe = new ModelCallProbe();
  await expect(call(server.url, probe)).rejects.toThrow();
  await server.close();
  return probe.requests[0];
}

const toolOffers = Object.entries(offered) as [keyof typeof offered, object][];

describe("the request to a model", () => {
  it.each(toolOffers)("the tools of a request are recorded in the shape of %s", async (name, shape) => {
    const request = await requestOf(async (url, probe) => {
      const model: BaseChatModel = providerModels[name]({ url, apiKey: "sk" });
      return model.bindTools?.([weather]).invoke("Weather?", { callbacks: [probe] });
    });
    expect(request?.tools).toHaveLength(1);
    expect(request?.tools?.[0]).toMatchObject(shape);
  });

  it("Bedrock's tools are recorded beside the choice among them", () => {
    const toolSpec = { name: "get_weather", inputSchema: { json: { properties: {} } } };
    const toolConfig = { tools: [{ toolSpec }], toolChoice: { any: {} } };
    const request = readModelRequest(undefined, { invocation_params: { toolConfig } }, undefined);
    expect(request.tools).toEqual([{ toolSpec }]);
    expect(request.parameters).toEqual({ toolConfig: { toolChoice: { any: {} } } });
  });

  it("the parameters of a request are recorded as they were sent", async () => {
    const request = await requestOf((url, probe) =>
      openAiModel(
        { url, apiKey: "sk" },
        { temperature: 0, topP: 0.9, maxTokens: 64, stop: ["END"], modelKwargs: { min_p: 0.1 } },
      ).invoke("Hi", {
        callbacks: [probe],
        seed: 7,
        tool_choice: "auto",
        response_format: { type: "json_object" },
      }),
    );
    expect(request?.parameters).toEqual({
      temperature: 0,
      top_p: 0.9,
      max_tokens: 64,
      stop: ["END"],
      seed: 7,
      tool_choice: "auto",
      response_format: { type: "json_object" },
      min_p: 0.1,
      stream: false,
    });
  });

  it("the reasoning effort of a reasoning model is among the recorded parameters", async () => {
    const request = await requestOf((url, probe) =>
      openAiModel({ url, apiKey: "sk" }, { model: "o3-mini", reasoning: { effort: "low" } }).invoke("Hi", {
        callbacks: [probe],
      }),
    );
    expect(request).toMatchObject({ model: "o3-mini", parameters: { reasoning_effort: "low" } });
  });

  it("Gemini's settings, which are nested one level deeper, are recorded", async () => {
    const request = await requestOf((url, probe) =>
      providerModels.google({ url, apiKey: "sk" }).invoke("Hi", { callbacks: [probe] }),
    );
    expect(request?.parameters).toMatchObject({ generationConfig: { temperature: 0.25, topP: 0.5 } });
    expect(request?.parameters).not.toHaveProperty("temperature");
  });

  it("the constructor and LangSmith's metadata provide what a class does not report of its request", () => {
    const serialized = { kwargs: { model: "m-1", top_k: 5 } };
    const extraParams = { invocation_params: {}, options: { stop: ["END"], timeout: 5 } };
    const request = readModelRequest(serialized, extraParams, { ls_temperature: 0.5, ls_max_tokens: 10 });
    expect(request.model).toBe("m-1");
    expect(request.parameters).toEqual({ temperature: 0.5, max_tokens: 10, top_k: 5, stop: ["END"] });
  });

  it("a tool that is still an object with methods is recorded by its name and description", () => {
    const request = readModelRequest(undefined, { options: { tools: [weather] } }, undefined);
    expect(request.tools).toEqual([{ name: "get_weather", description: "Tells the weather." }]);
  });

  it("what is not data, including a circular reference, is left out of the recorded parameters", () => {
    const circle: Record<string, unknown> = { limit: 1 };
    circle.self = circle;
    const parameters = { circle, big: 10n, nan: Number.NaN, at: new Date(0), run: () => 1, list: [Symbol("s"), 2] };
    const request = readModelRequest(undefined, { invocation_params: parameters }, undefined);
    expect(request.parameters).toEqual({ circle: { limit: 1 }, big: "10", list: [2] });
  });
});
