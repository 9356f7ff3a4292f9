import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { describe, expect, it } from "vitest";
import { readModelRequest } from "../../../src/handlers/convert/model/model-request.js";
import { ModelCallProbe } from "../../support/models/model-call-probe.js";
import { openAiModel, providerModels, providerNames } from "../../support/models/provider-models.js";
import { startProviderServer } from "../../support/models/provider-server.js";

const KEY = "sk-planted-4711";
const secretOptions = {
  headers: { Authorization: `Bearer ${KEY}` },
  options: { headers: { "x-api-key": KEY } },
  signal: AbortSignal.timeout(60_000),
  configurable: { userKey: KEY },
};

describe("credentials in a request's record", () => {
  it.each(providerNames)("the record of a request holds no credential of %s", async (name) => {
    const server = await startProviderServer({}, name === "bedrock" ? "http2" : "http1");
    process.env.AWS_ENDPOINT_URL_BEDROCK_RUNTIME = server.url;
    const probe = new ModelCallProbe();
    const model: BaseChatModel = providerModels[name]({ url: server.url, apiKey: KEY });
    await expect(model.invoke("Hi", { ...secretOptions, callbacks: [probe] })).rejects.toThrow();
    await server.close();
    expect(probe.requests).toHaveLength(1);
    expect(JSON.stringify(probe.requests)).not.toContain(KEY);
  });

  it("the record of a request holds no key from the URL of an OpenAI-compatible host", async () => {
    const server = await startProviderServer({});
    const probe = new ModelCallProbe();
    const baseURL = `${server.url.replace("//", `//user:${KEY}@`)}/v1?key=${KEY}`;
    const model = openAiModel({ url: "", apiKey: KEY }, { configuration: { baseURL } });
    await expect(model.invoke("Hi", { callbacks: [probe] })).rejects.toThrow();
    await server.close();
    expect(probe.requests).toHaveLength(1);
    expect(JSON.stringify(probe.requests)).not.toContain(KEY);
  });

  it.each([
    ["remote tool servers of Anthropic", { mcp_servers: [{ url: "https://mcp.example", authorization_token: KEY }] }],
    ["remote tools of OpenAI", { tools: [{ type: "mcp", headers: { a: KEY }, authorization: KEY }] }],
    ["a URL with a password", { tools: [{ type: "mcp", server_url: `https://u:${KEY}@mcp.example/x?token=${KEY}` }] }],
    ["extra headers among the model's own arguments", { extra_headers: { a: KEY }, "x-api-key": KEY }],
    ["nested clients", { extra_body: { client: { apiKey: KEY }, credentials: [KEY], access_token: KEY } }],
    [
      "instances",
      {
        thing: new (class Client {
          readonly secretless = KEY;
        })(),
      },
    ],
    ["functions", { functions: [() => KEY], retry: () => KEY }],
  ])("the record of a request holds no credential of %s", (_case, invocation_params) => {
    const request = readModelRequest(undefined, { invocation_params }, undefined);
    expect(JSON.stringify(request)).not.toContain(KEY);
  });

  it("limits and keys that are not credentials stay in the record of a request", () => {
    const invocation_params = {
      max_tokens: 5,
      max_completion_tokens: 6,
      prompt_cache_key: "k",
      valid_tokens: 7,
      logit_bias: { 1: 2 },
    };
    expect(readModelRequest(undefined, { invocation_params }, undefined).parameters).toEqual(invocation_params);
  });
});
