import { firstText, jsonObjectAt } from "../../../records/json/json-object.js";

/** What a call reveals about who will answer it. */
interface ProviderClues {
  /** `ls_provider` of the run's metadata. */
  readonly langChainProvider: string | undefined;
  /** Name of the LangChain class, such as `ChatDeepSeek`. */
  readonly className: string | undefined;
  /** Host of the base URL the model was made with; undefined when it was left at its default. */
  readonly baseUrlHost: string | undefined;
  readonly model: string | undefined;
}

const OPIK_WORD: ReadonlyMap<string, string> = new Map([
  ["google_genai", "google_ai"],
  ["google-genai", "google_ai"],
  ["gemini", "google_ai"],
  ["vertexai", "google_vertexai"],
  ["vertex-ai", "google_vertexai"],
  ["amazon_bedrock", "bedrock"],
  ["bedrock-converse", "bedrock"],
  ["aws", "bedrock"],
  ["azure_openai", "azure"],
  ["mistralai", "mistral"],
  ["fireworks", "fireworks_ai"],
  ["together", "together_ai"],
  ["togetherai", "together_ai"],
  ["moonshotai", "moonshot"],
  ["zhipuai", "zai"],
  ["cloudflareworkersai", "cloudflare"],
  ["novitaai", "novita"],
]);

/** Terms of Opik's own: a class without one is named by LangChain, as `DeepInfra`. */
const LOWER_CASE_WORDS: ReadonlySet<string> = new Set([
  "ai21",
  "cerebras",
  "cohere",
  "deepinfra",
  "deepseek",
  "minimax",
  "moonshot",
  "perplexity",
  "sambanova",
]);

/** Classes that inherit the `openai` of ChatOpenAI, or that give no provider at all. */
const PROVIDER_BY_CLASS: ReadonlyMap<string, string> = new Map([
  ["AzureChatOpenAI", "azure"],
  ["AzureOpenAI", "azure"],
  ["ChatDeepSeek", "deepseek"],
  ["ChatFireworks", "fireworks_ai"],
  ["ChatMoonshot", "moonshot"],
  ["ChatOpenAI", "openai"],
  ["ChatPerplexity", "perplexity"],
  ["ChatTogetherAI", "together_ai"],
  ["ChatXAI", "xai"],
  ["OpenAI", "openai"],
]);

/** The provider in the term by which Opik finds its prices. Undefined if nothing reveals it. */
export function readProvider(clues: ProviderClues): string | undefined {
  const claimed = claimedProvider(clues);
  if (claimed === "openai") return behindOpenAiApi(clues.baseUrlHost);
  if (claimed === "anthropic") return behindAnthropicApi(clues);
  const isClaudeOnVertex = claimed === "google_vertexai" && clues.model?.includes("claude") === true;
  return isClaudeOnVertex ? "anthropic_vertexai" : claimed;
}

/** @returns `word` in Opik's own spelling. */
export function opikProviderWord(word: string): string {
  const lower = word.toLowerCase();
  return OPIK_WORD.get(lower) ?? (LOWER_CASE_WORDS.has(lower) ? lower : word);
}

function claimedProvider({ langChainProvider, className }: ProviderClues): string | undefined {
  const byClass = className === undefined ? undefined : PROVIDER_BY_CLASS.get(className);
  if (langChainProvider === undefined || langChainProvider === "openai") return byClass ?? langChainProvider;
  return opikProviderWord(langChainProvider);
}

/**
 * Many providers offer OpenAI's API. A private address names no provider: it may be a proxy, a tunnel or a mock. It
 * keeps `openai`, so that a gateway's OpenAI models are priced; a local model has no price under that term anyway, and
 * one address per machine would split every statistic.
 */
function behindOpenAiApi(host: string | undefined): string {
  if (host === undefined) return "openai";
  const owner = hostOwner(host);
  switch (owner.kind) {
    case "provider":
      return owner.provider;
    case "private":
      return "openai";
    case "unknown":
      return owner.host;
  }
}

/**
 * A client for Vertex AI is made in a function that reveals nothing, but only Vertex writes versions as `claude…@date`.
 */
function behindAnthropicApi({ baseUrlHost, model }: ProviderClues): string {
  if (model?.includes("@") === true) return "anthropic_vertexai";
  const owner = baseUrlHost === undefined ? undefined : hostOwner(baseUrlHost);
  if (owner?.kind !== "provider") return "anthropic";
  return owner.provider === "google_vertexai" ? "anthropic_vertexai" : owner.provider;
}

/** Whose API answers at a host. */
type HostOwner =
  | { readonly kind: "provider"; readonly provider: string }
  | { readonly kind: "private" }
  | { readonly kind: "unknown"; readonly host: string };

/** Domains of public APIs and the term by which Opik prices them; a subdomain belongs to its domain. */
const PROVIDER_BY_DOMAIN: readonly (readonly [domain: string, provider: string])[] = [
  ["openai.azure.com", "azure"],
  ["cognitiveservices.azure.com", "azure"],
  ["services.ai.azure.com", "azure"],
  ["models.inference.ai.azure.com", "azure"],
  ["openai.com", "openai"],
  ["anthropic.com", "anthropic"],
  ["generativelanguage.googleapis.com", "google_ai"],
  ["aiplatform.googleapis.com", "google_vertexai"],
  ["groq.com", "groq"],
  ["mistral.ai", "mistral"],
  ["x.ai", "xai"],
  ["deepseek.com", "deepseek"],
  ["perplexity.ai", "perplexity"],
  ["fireworks.ai", "fireworks_ai"],
  ["moonshot.ai", "moonshot"],
  ["moonshot.cn", "moonshot"],
  ["ai21.com", "ai21"],
  ["morphllm.com", "morph"],
  ["inceptionlabs.ai", "inception"],
  ["llama.com", "meta"],
  ["z.ai", "zai"],
  ["bigmodel.cn", "zai"],
  ["sambanova.ai", "sambanova"],
  ["lambda.ai", "lambda_ai"],
  ["openrouter.ai", "openrouter"],
  ["together.xyz", "together_ai"],
  ["together.ai", "together_ai"],
  ["cohere.com", "cohere"],
  ["cohere.ai", "cohere"],
  ["cerebras.ai", "cerebras"],
  ["deepinfra.com", "deepinfra"],
  ["novita.ai", "novita"],
  ["nebius.com", "nebius"],
  ["nebius.ai", "nebius"],
  ["huggingface.co", "huggingface"],
  ["nvidia.com", "nvidia_nim"],
  ["minimax.io", "minimax"],
  ["baseten.co", "baseten"],
  ["snowflakecomputing.com", "snowflake"],
  ["ai-gateway.vercel.sh", "vercel_ai_gateway"],
];

const BEDROCK_HOST = /^bedrock(-runtime|-mantle)?[.-].*\.(amazonaws\.com|api\.aws)$/;
/** Vertex AI puts the region before the service with a hyphen, so this is no subdomain. */
const VERTEX_HOST = /^[a-z0-9-]+-aiplatform\.googleapis\.com$/;
const PRIVATE_NAME = /^[^.:]+$|(^|\.)(localhost|local|internal|lan|home\.arpa|svc|test)$/;
const PRIVATE_IPV4 = /^(127|10|0|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
const PRIVATE_IPV6 = /^\[(::1?\]|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|::ffff:)/;

/** @param host A lower-case host name or address without port; an IPv6 address in brackets. */
function hostOwner(host: string): HostOwner {
  const known = PROVIDER_BY_DOMAIN.find(([domain]) => host === domain || host.endsWith(`.${domain}`));
  if (known !== undefined) return { kind: "provider", provider: known[1] };
  if (BEDROCK_HOST.test(host)) return { kind: "provider", provider: "bedrock" };
  if (VERTEX_HOST.test(host)) return { kind: "provider", provider: "google_vertexai" };
  return isPrivate(host) ? { kind: "private" } : { kind: "unknown", host };
}

function isPrivate(host: string): boolean {
  return PRIVATE_NAME.test(host) || PRIVATE_IPV4.test(host) || PRIVATE_IPV6.test(host);
}

/** Constructor fields are written in snake_case when LangChain serialises a model; those of `configuration` are not. */
const BASE_URL_NAMES = [
  "base_url",
  "baseURL",
  "baseUrl",
  "openai_api_base",
  "anthropic_api_url",
  "server_url",
  "azure_open_ai_endpoint",
  "azure_open_ai_base_path",
  "endpoint",
] as const;

/**
 * Host of the base URL that a serialised model was made with, in lower case and without port.
 * Only the host leaves this function: a URL may carry a password or a key.
 */
export function readBaseUrlHost(serialized: unknown): string | undefined {
  const places = [["kwargs", "configuration"], ["kwargs", "client_options"], ["kwargs"]];
  for (const path of places) {
    const url = firstText(jsonObjectAt(serialized, ...path), ...BASE_URL_NAMES);
    const host = url === undefined ? undefined : hostOf(url);
    if (host !== undefined) return host;
  }
  return undefined;
}

const MAX_URL_LENGTH = 8_000;

function hostOf(url: string): string | undefined {
  if (url.length > MAX_URL_LENGTH) return undefined;
  const hostname = URL.canParse(url) ? new URL(url).hostname.toLowerCase() : "";
  return hostname === "" ? undefined : hostname;
}
