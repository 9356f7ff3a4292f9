import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { ModelCallProbe, type ReadModelCall } from "./model-call-probe.js";
import { type ModelSettings, type ProviderName, providerModels, providerNames } from "./provider-models.js";
import { type ProviderReply, startProviderServer } from "./provider-server.js";
import { streamedAnswers } from "./streamed-answers.js";
import { wholeAnswers } from "./whole-answers.js";

/** `stream` asks for a stream at the call, `streaming` in the constructor. */
export type CallMode = "invoke" | "stream" | "streaming";

/** Every package in every mode that it has: Ollama always streams, OpenRouter has no `streaming` option. */
export const providerCalls: readonly (readonly [ProviderName, CallMode])[] = providerNames.flatMap((name) =>
  (name === "ollama" || name === "openrouter"
    ? (["invoke", "stream"] as const)
    : (["invoke", "stream", "streaming"] as const)
  ).map((mode) => [name, mode] as const),
);

/** One call of a provider's real class against its fake, as the readers see it. */
export async function observeProviderCall(name: ProviderName, mode: CallMode): Promise<ReadModelCall> {
  const replies = mode === "invoke" ? wholeAnswers[name] : streamedAnswers[name];
  return observeModelCall(replies, providerModels[name], mode, name === "bedrock" ? "http2" : "http1");
}

export async function observeModelCall(
  replies: Readonly<Record<string, ProviderReply>>,
  makeModel: (settings: ModelSettings) => BaseChatModel,
  mode: CallMode = "invoke",
  protocol: "http1" | "http2" = "http1",
): Promise<ReadModelCall> {
  const server = await startProviderServer(replies, protocol);
  const probe = new ModelCallProbe();
  try {
    // ChatBedrockConverse takes no plain-http endpoint; the AWS SDK below it reads this one.
    process.env.AWS_ENDPOINT_URL_BEDROCK_RUNTIME = server.url;
    const settings = { url: server.url, apiKey: "sk-planted" };
    const model = makeModel(mode === "streaming" ? { ...settings, streaming: true } : settings);
    await withoutDownloads(() => callModel(model, mode, probe));
  } finally {
    await server.close();
  }
  return probe.call;
}

async function callModel(model: BaseChatModel, mode: CallMode, probe: ModelCallProbe): Promise<void> {
  if (mode !== "stream") {
    await model.invoke("Say hello.", { callbacks: [probe] });
    return;
  }
  const chunks: unknown[] = [];
  for await (const chunk of await model.stream("Say hello.", { callbacks: [probe] })) chunks.push(chunk);
  if (chunks.length === 0) throw new Error("The stream was empty.");
}

/** A vocabulary in which every text has no tokens. */
const EMPTY_VOCABULARY = JSON.stringify({ pat_str: "(?!)", special_tokens: {}, bpe_ranks: "" });

/** With `streaming: true` OpenAI's class estimates tokens and would download a vocabulary for it. */
async function withoutDownloads(work: () => Promise<void>): Promise<void> {
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    return url.includes("tiktoken") ? Promise.resolve(new Response(EMPTY_VOCABULARY)) : fetch(input, init);
  };
  try {
    await work();
  } finally {
    globalThis.fetch = fetch;
  }
}
