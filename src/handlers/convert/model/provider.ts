import { hostOwner } from "./provider-host.js";

/** What a call tells of who will answer it. */
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
  ["moonshotai", "moonshot"],
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

/** The provider in the word by which Opik finds its prices. Undefined when nothing tells. */
export function readProvider(clues: ProviderClues): string | undefined {
  const claimed = claimedProvider(clues);
  if (claimed === "openai") return behindOpenAiApi(clues.baseUrlHost);
  if (claimed === "anthropic") return behindAnthropicApi(clues);
  const isClaudeOnVertex = claimed === "google_vertexai" && clues.model?.includes("claude") === true;
  return isClaudeOnVertex ? "anthropic_vertexai" : claimed;
}

/** @returns `word` in Opik's own spelling. */
export function opikProviderWord(word: string): string {
  return OPIK_WORD.get(word) ?? word;
}

function claimedProvider({ langChainProvider, className }: ProviderClues): string | undefined {
  const byClass = className === undefined ? undefined : PROVIDER_BY_CLASS.get(className);
  if (langChainProvider === undefined || langChainProvider === "openai") return byClass ?? langChainProvider;
  return opikProviderWord(langChainProvider);
}

/**
 * Many providers speak OpenAI's API. A private address names no provider: a proxy, a tunnel or a mock may stand there.
 * It keeps `openai`, so that a gateway's OpenAI models are priced; a local model has no price under that word anyway,
 * and one address per machine would split every statistic.
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

/** A client for Vertex AI is made in a function that tells nothing, but Vertex alone writes versions as `claude…@date`. */
function behindAnthropicApi({ baseUrlHost, model }: ProviderClues): string {
  if (model?.includes("@") === true) return "anthropic_vertexai";
  const owner = baseUrlHost === undefined ? undefined : hostOwner(baseUrlHost);
  if (owner?.kind !== "provider") return "anthropic";
  return owner.provider === "google_vertexai" ? "anthropic_vertexai" : owner.provider;
}
