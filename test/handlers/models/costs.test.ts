import { AIMessage } from "@langchain/core/messages";
import { calcPrice } from "@pydantic/genai-prices";
import { describe, expect, it, onTestFinished, test } from "vitest";
import type { SpanRecord } from "../../../src/records/record.js";
import { type ProviderName, providerModels, providerNames } from "../../support/models/provider-models.js";
import { startProviderServer } from "../../support/models/provider-server.js";
import { anthropicMessage } from "../../support/models/provider-wire.js";
import { wholeAnswers } from "../../support/models/whole-answers.js";
import { type PriceRow, PriceTable } from "../../support/opik-server/price-table.js";
import { askThroughOpenAi, USAGE } from "../../support/traces/ask-through-openai.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";

const ANTHROPIC = { input: 3e-6, output: 15e-6, cacheRead: 3e-7, cacheWrite: 3.75e-6 };
const GEMINI = { input: 3e-7, output: 2.5e-6, cacheRead: 3e-8 };
const GPT_4O = { input: 2.5e-6, output: 1e-5, cacheRead: 1.25e-6 };

/** As rows are named in the table of Opik's server; one that is wrong for a call has a price that nobody would miss. */
const ROWS: readonly PriceRow[] = [
  ["gpt-4o", "openai", GPT_4O],
  ["gpt-oss-120b", "openai", { input: 1, output: 1 }],
  ["ft:gpt-4o-mini-2024-07-18", "openai", { input: 3e-7, output: 1.2e-6, cacheRead: 1.5e-7 }],
  ["azure/gpt-4o", "azure", GPT_4O],
  ["claude-sonnet-4-5", "anthropic", ANTHROPIC],
  ["claude-sonnet-4-5-20250929", "anthropic", ANTHROPIC],
  ["vertex_ai/claude-sonnet-4-5@20250929", "vertex_ai-anthropic_models", ANTHROPIC],
  [
    "anthropic.claude-3-5-haiku-20241022-v1:0",
    "bedrock",
    { input: 8e-7, output: 4e-6, cacheRead: 8e-8, cacheWrite: 1e-6 },
  ],
  ["us.anthropic.claude-sonnet-4-5-20250929-v1:0", "bedrock_converse", ANTHROPIC],
  ["gemini/gemini-2.5-flash", "gemini", GEMINI],
  ["gemini/gemini-2.5-flash-preview-09-2025", "gemini", GEMINI],
  ["gemini-2.5-flash", "vertex_ai-language-models", GEMINI],
  ["groq/llama-3.3-70b-versatile", "groq", { input: 5.9e-7, output: 7.9e-7 }],
  ["groq/openai/gpt-oss-120b", "groq", { input: 1.5e-7, output: 6e-7 }],
  ["mistral/mistral-small-latest", "mistral", { input: 1e-7, output: 3e-7 }],
  ["mistral/mistral-small-2506", "mistral", { input: 1e-7, output: 3e-7 }],
  ["xai/grok-3-mini", "xai", { input: 3e-7, output: 5e-7, cacheRead: 7.5e-8 }],
  ["deepseek/deepseek-chat", "deepseek", { input: 2.8e-7, output: 4.2e-7, cacheRead: 2.8e-8 }],
  ["perplexity/sonar", "perplexity", { input: 1e-6, output: 1e-6 }],
  ["fireworks_ai/accounts/fireworks/models/deepseek-v3", "fireworks_ai", { input: 9e-7, output: 9e-7 }],
  ["deepinfra/meta-llama/Llama-3.3-70B-Instruct", "deepinfra", { input: 2.3e-7, output: 4e-7 }],
  ["cerebras/llama-3.3-70b", "cerebras", { input: 8.5e-7, output: 1.2e-6 }],
  ["moonshot/kimi-k2-0905-preview", "moonshot", { input: 6e-7, output: 2.5e-6 }],
  // Rows of providers that Opik does not know are left out by it.
  ["together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo", "together_ai", { input: 1, output: 1 }],
  ["openrouter/anthropic/claude-sonnet-4.5", "openrouter", { input: 1, output: 1 }],
];
const TABLE = new PriceTable(ROWS);

/** What it costs at these prices; where there is none for the cache, it is charged in full. */
function dollars({ input, output, cacheRead = input }: { input: number; output: number; cacheRead?: number }): number {
  return 800 * input + 200 * cacheRead + 500 * output;
}

/** What the published list says of it. */
function published(providerId: string, model: string): number {
  const usage = { input_tokens: 1_000, output_tokens: 500, cache_read_tokens: 200 };
  const price = calcPrice(usage, model, { providerId })?.total_price;
  if (price === undefined || price === 0) throw new Error(`The list has no price for ${model} of ${providerId}.`);
  return price;
}

async function onlySpan(world: TracedWorld): Promise<SpanRecord> {
  const { spans } = await world.arrived();
  const [span] = spans;
  if (span === undefined || spans.length > 1) throw new Error(`Expected one span, but ${spans.length} arrived.`);
  return span;
}

describe("the cost that Opik shows for a call", () => {
  it.each([
    ["OpenAI", "https://api.openai.com/v1", "gpt-4o", dollars(GPT_4O)],
    ["OpenAI, dated", "https://api.openai.com/v1", "gpt-4o-2024-08-06", dollars(GPT_4O)],
    [
      "a model tuned at OpenAI",
      "https://api.openai.com/v1",
      "ft:gpt-4o-mini-2024-07-18:acme:support:Ax1",
      dollars({ input: 3e-7, output: 1.2e-6, cacheRead: 1.5e-7 }),
    ],
    ["Groq", "https://api.groq.com/openai/v1", "openai/gpt-oss-120b", dollars({ input: 1.5e-7, output: 6e-7 })],
    [
      "Fireworks",
      "https://api.fireworks.ai/inference/v1",
      "accounts/fireworks/models/deepseek-v3",
      dollars({ input: 9e-7, output: 9e-7 }),
    ],
    [
      "DeepInfra",
      "https://api.deepinfra.com/v1/openai",
      "meta-llama/Llama-3.3-70B-Instruct",
      dollars({ input: 2.3e-7, output: 4e-7 }),
    ],
    ["Cerebras", "https://api.cerebras.ai/v1", "llama-3.3-70b", dollars({ input: 8.5e-7, output: 1.2e-6 })],
    ["OpenRouter", "https://openrouter.ai/api/v1", "anthropic/claude-sonnet-4.5", dollars(ANTHROPIC)],
    ["OpenRouter, Google", "https://openrouter.ai/api/v1", "google/gemini-2.5-flash:nitro", dollars(GEMINI)],
    ["OpenRouter for nothing", "https://openrouter.ai/api/v1", "deepseek/deepseek-chat:free", 0],
    ["a company's gateway", "https://llm.example.com/v1", "gpt-4o", dollars(GPT_4O)],
    ["Claude at a gateway", "https://llm.example.com/v1", "claude-sonnet-4-5", dollars(ANTHROPIC)],
    ["Claude at a private gateway", "http://litellm:4000/v1", "anthropic/claude-sonnet-4.5", dollars(ANTHROPIC)],
    ["Gemini at a private gateway", "http://litellm:4000/v1", "gemini-2.5-flash", dollars(GEMINI)],
    [
      "Groq at a private gateway",
      "http://litellm:4000/v1",
      "groq/openai/gpt-oss-120b",
      dollars({ input: 1.5e-7, output: 6e-7 }),
    ],
    ["a local model", "http://localhost:8000/v1", "meta-llama/Llama-3.3-70B-Instruct", 0],
    [
      "Together",
      "https://api.together.xyz/v1",
      "meta-llama/Llama-3.3-70B-Instruct-Turbo",
      published("together", "meta-llama/Llama-3.3-70B-Instruct-Turbo"),
    ],
    [
      "OpenRouter, a model of the list alone",
      "https://openrouter.ai/api/v1",
      "meta-llama/llama-3.3-70b-instruct",
      published("openrouter", "meta-llama/llama-3.3-70b-instruct"),
    ],
    ["Cohere", "https://api.cohere.ai/compatibility/v1", "command-r-plus", published("cohere", "command-r-plus")],
  ])("Opik shows the right cost for a call to %s", async (_name, baseUrl, model, expected) => {
    const span = await onlySpan(await askThroughOpenAi(baseUrl, model));
    expect(TABLE.costOf(span)).toBeCloseTo(expected, 12);
  });

  // The fakes report a prompt of 100 tokens and an answer of 40; the price of each is that of its own rules.
  const cached = { prompt: 40, cached: 60, answer: 40 };
  const expectedOf: Readonly<Record<ProviderName, number>> = {
    openai: perToken(GPT_4O, cached),
    openaiResponses: perToken(GPT_4O, cached),
    azure: perToken(GPT_4O, cached),
    anthropic: perToken(ANTHROPIC, { prompt: 20, cached: 50, written: 30, answer: 40 }),
    bedrock: perToken(
      { input: 8e-7, output: 4e-6, cacheRead: 8e-8, cacheWrite: 1e-6 },
      { prompt: 20, cached: 50, written: 30, answer: 40 },
    ),
    google: perToken(GEMINI, cached),
    groq: perToken({ input: 5.9e-7, output: 7.9e-7 }, { prompt: 100, answer: 40 }),
    mistral: perToken({ input: 1e-7, output: 3e-7 }, { prompt: 100, answer: 40 }),
    xai: perToken({ input: 3e-7, output: 5e-7, cacheRead: 7.5e-8 }, cached),
    deepseek: perToken({ input: 2.8e-7, output: 4.2e-7, cacheRead: 2.8e-8 }, cached),
    ollama: 0,
    openrouter: 0.0015,
  };

  it.each(providerNames)("Opik shows the right cost for a call by the class of %s", async (name) => {
    const world = await traceWorld();
    const server = await startProviderServer(wholeAnswers[name], name === "bedrock" ? "http2" : "http1");
    onTestFinished(() => server.close());
    process.env.AWS_ENDPOINT_URL_BEDROCK_RUNTIME = server.url;
    const model = providerModels[name]({ url: server.url, apiKey: "sk-planted" });
    await model.invoke("Say hello.", { callbacks: [world.handler] });
    expect(TABLE.costOf(await onlySpan(world))).toBeCloseTo(expectedOf[name], 12);
  });

  // These packages are not installed, or need an account to be asked: this is what LangChain reports of them.
  it.each([
    ["ChatVertexAI", "google_vertexai", "gemini-2.5-flash", dollars(GEMINI)],
    ["ChatVertexAI", "google_vertexai", "claude-sonnet-4-5-20250929", dollars(ANTHROPIC)],
    [
      "ChatBedrockConverse",
      "amazon_bedrock",
      "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
      dollars(ANTHROPIC),
    ],
    ["ChatFireworks", "openai", "accounts/fireworks/models/deepseek-v3", dollars({ input: 9e-7, output: 9e-7 })],
    [
      "ChatTogetherAI",
      "openai",
      "meta-llama/Llama-3.3-70B-Instruct-Turbo",
      published("together", "meta-llama/Llama-3.3-70B-Instruct-Turbo"),
    ],
    ["ChatCohere", "cohere", "command-r-plus", published("cohere", "command-r-plus")],
    ["ChatCerebras", "cerebras", "llama-3.3-70b", dollars({ input: 8.5e-7, output: 1.2e-6 })],
    ["ChatPerplexity", "perplexity", "sonar", dollars({ input: 1e-6, output: 1e-6 })],
    ["ChatDeepInfra", "DeepInfra", "meta-llama/Llama-3.3-70B-Instruct", dollars({ input: 2.3e-7, output: 4e-7 })],
    ["ChatMoonshot", "Moonshot", "kimi-k2-0905-preview", dollars({ input: 6e-7, output: 2.5e-6 })],
  ])("Opik shows the right cost for what %s reports of %s", async (className, ls_provider, model, expected) => {
    const world = await traceWorld();
    const runId = "01900000-0000-7000-8000-000000000001";
    const serialized = { lc: 1, type: "constructor", id: ["langchain", "chat_models", className], kwargs: {} };
    world.handler.handleChatModelStart(serialized, [[]], runId, undefined, {}, [], {
      ls_provider,
      ls_model_name: model,
    });
    const usage_metadata = {
      input_tokens: 1_000,
      output_tokens: 500,
      total_tokens: 1_500,
      input_token_details: { cache_read: 200 },
    };
    const told: object = { usage_metadata };
    const message = new AIMessage({ content: "Hello.", ...told });
    await world.handler.handleLLMEnd({ generations: [[{ text: "Hello.", message }]] }, runId);
    expect(TABLE.costOf(await onlySpan(world))).toBeCloseTo(expected, 12);
  });
});

function perToken(
  { input, output, cacheRead = 0, cacheWrite = 0 }: PriceRow[2],
  used: { readonly prompt: number; readonly cached?: number; readonly written?: number; readonly answer: number },
): number {
  const { prompt, cached = 0, written = 0, answer } = used;
  return input * prompt + cacheRead * cached + cacheWrite * written + output * answer;
}

describe("cost estimates", () => {
  const together = ["https://api.together.xyz/v1", "meta-llama/Llama-3.3-70B-Instruct-Turbo"] as const;

  test("an estimate is marked as such, and is not sent as the cost that Opik has to show", async () => {
    const span = await onlySpan(await askThroughOpenAi(...together));
    expect(span.metadata?.cost).toEqual({
      currency: "USD",
      total_cost: published("together", together[1]),
      estimate: true,
    });
    expect(span).not.toHaveProperty("total_estimated_cost");
  });

  test.each([
    ["the provider reports it", "https://openrouter.ai/api/v1", "openai/gpt-4o", { usage: { ...USAGE, cost: 0.5 } }],
    ["Opik has the provider's prices", "https://api.openai.com/v1", "gpt-4o", {}],
    ["it is turned off", ...together, { options: { costEstimates: "off" } as const }],
  ])("no cost is estimated where %s", async (_case, baseUrl, model, asked) => {
    const span = await onlySpan(await askThroughOpenAi(baseUrl, model, asked));
    expect(span.metadata).not.toHaveProperty("cost");
  });

  test('the cost of every call is estimated with `costEstimates: "all"`', async () => {
    const asked = { options: { costEstimates: "all" } as const };
    const span = await onlySpan(await askThroughOpenAi("https://api.openai.com/v1", "gpt-4o", asked));
    expect(span.metadata?.cost).toMatchObject({ total_cost: published("openai", "gpt-4o") });
  });

  test("a cost that the program sets in the metadata is not replaced by an estimate", async () => {
    const cost = { currency: "USD", total_cost: 7 };
    const span = await onlySpan(await askThroughOpenAi(...together, { metadata: { cost } }));
    expect(span.metadata?.cost).toEqual(cost);
  });

  test("an estimate is sent as the cost of Anthropic's one-hour prompt cache, which Opik would price wrongly", async () => {
    const world = await traceWorld();
    const usage = {
      input_tokens: 20,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 1_000,
      cache_creation: { ephemeral_5m_input_tokens: 400, ephemeral_1h_input_tokens: 600 },
      output_tokens: 40,
    };
    const body = { ...anthropicMessage, stop_reason: "end_turn", content: [{ type: "text", text: "Hello." }], usage };
    const server = await startProviderServer({ "/v1/messages": { kind: "json", body } });
    onTestFinished(() => server.close());
    const model = providerModels.anthropic({ url: server.url, apiKey: "sk-planted" });
    await model.invoke("Say hello.", { callbacks: [world.handler] });
    const span = await onlySpan(world);
    // An hour costs twice the price of the input, five minutes a quarter more than it.
    expect(TABLE.costOf(span)).toBeCloseTo(20 * 3e-6 + 400 * 3.75e-6 + 600 * 6e-6 + 40 * 15e-6, 12);
    expect(span.metadata?.cost).toMatchObject({ estimate: true });
    expect(span.usage?.["original_usage.cache_creation_input_tokens"]).toBe(1_000);
  });
});
