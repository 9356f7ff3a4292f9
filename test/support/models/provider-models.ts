import { ChatAnthropic } from "@langchain/anthropic";
import { ChatBedrockConverse } from "@langchain/aws";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { ChatDeepSeek } from "@langchain/deepseek";
import { ChatGoogleGenerativeAI } from "@langchain/google-genai";
import { ChatGroq } from "@langchain/groq";
import { ChatMistralAI } from "@langchain/mistralai";
import { ChatOllama } from "@langchain/ollama";
import { AzureChatOpenAI, ChatOpenAI, type ChatOpenAIFields } from "@langchain/openai";
import { ChatOpenRouter } from "@langchain/openrouter";
import { ChatXAI } from "@langchain/xai";

export interface ModelSettings {
  /** Where the provider's fake listens, without a slash at the end. */
  readonly url: string;
  readonly apiKey: string;
  /** `streaming: false` would forbid `stream()` to stream, so a plain call leaves the option out. */
  readonly streaming?: true;
}

/** Two headers that carry the key: one with a well-known name, one without. */
const headers = (apiKey: string) => ({ authorization: `Bearer ${apiKey}`, "x-gateway": apiKey });

export function openAiModel(
  { url, apiKey, streaming }: ModelSettings,
  fields: Partial<ChatOpenAIFields> = {},
): ChatOpenAI {
  return new ChatOpenAI({
    model: "gpt-4o",
    apiKey,
    maxRetries: 0,
    ...(streaming && { streaming }),
    configuration: { baseURL: `${url}/v1`, defaultHeaders: headers(apiKey) },
    ...fields,
  });
}

/**
 * One real chat model of each installed package, pointed at `url`, with `apiKey` in every place that takes a secret.
 */
export const providerModels = {
  openai: openAiModel,
  openaiResponses: (settings) => openAiModel(settings, { useResponsesApi: true }),
  azure: ({ url, apiKey, streaming }) =>
    new AzureChatOpenAI({
      model: "gpt-4o",
      azureOpenAIApiKey: apiKey,
      azureOpenAIApiDeploymentName: "chat",
      azureOpenAIApiVersion: "2024-10-21",
      azureOpenAIBasePath: `${url}/openai/deployments`,
      configuration: { defaultHeaders: headers(apiKey) },
      maxRetries: 0,
      ...(streaming && { streaming }),
    }),
  anthropic: ({ url, apiKey, streaming }) =>
    new ChatAnthropic({
      model: "claude-sonnet-4-5",
      apiKey,
      maxTokens: 500,
      anthropicApiUrl: url,
      clientOptions: { defaultHeaders: headers(apiKey) },
      maxRetries: 0,
      ...(streaming && { streaming }),
    }),
  google: ({ url, apiKey, streaming }) =>
    new ChatGoogleGenerativeAI({
      model: "gemini-2.5-flash",
      apiKey,
      temperature: 0.25,
      topP: 0.5,
      baseUrl: url,
      customHeaders: headers(apiKey),
      maxRetries: 0,
      ...(streaming && { streaming }),
    }),
  bedrock: ({ url, apiKey, streaming }) =>
    new ChatBedrockConverse({
      model: "anthropic.claude-3-5-haiku-20241022-v1:0",
      region: "us-east-1",
      credentials: { accessKeyId: apiKey, secretAccessKey: apiKey, sessionToken: apiKey },
      clientOptions: { endpoint: url },
      defaultHeaders: headers(apiKey),
      maxRetries: 0,
      ...(streaming && { streaming }),
    }),
  groq: ({ url, apiKey, streaming }) =>
    new ChatGroq({
      model: "llama-3.3-70b-versatile",
      apiKey,
      baseUrl: url,
      defaultHeaders: headers(apiKey),
      maxRetries: 0,
      ...(streaming && { streaming }),
    }),
  mistral: ({ url, apiKey, streaming }) =>
    new ChatMistralAI({
      model: "mistral-small-latest",
      apiKey,
      serverURL: url,
      maxRetries: 0,
      ...(streaming && { streaming }),
    }),
  xai: ({ url, apiKey, streaming }) =>
    new ChatXAI({ model: "grok-3-mini", apiKey, baseURL: `${url}/v1`, maxRetries: 0, ...(streaming && { streaming }) }),
  deepseek: ({ url, apiKey, streaming }) =>
    new ChatDeepSeek({
      model: "deepseek-chat",
      apiKey,
      configuration: { baseURL: `${url}/v1`, defaultHeaders: headers(apiKey) },
      maxRetries: 0,
      ...(streaming && { streaming }),
    }),
  ollama: ({ url, apiKey }) =>
    new ChatOllama({ model: "llama3.2", baseUrl: url, headers: headers(apiKey), maxRetries: 0 }),
  openrouter: ({ url, apiKey }) =>
    new ChatOpenRouter({ model: "anthropic/claude-sonnet-4.5", apiKey, baseURL: `${url}/api/v1`, maxRetries: 0 }),
} satisfies Record<string, (settings: ModelSettings) => BaseChatModel>;

export type ProviderName = keyof typeof providerModels;

export const providerNames = Object.keys(providerModels) as readonly ProviderName[];
