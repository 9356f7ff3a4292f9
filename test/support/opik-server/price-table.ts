/** What a row of the price table says, in dollars a token. */
interface Prices {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}

/** A row of LiteLLM's table: its name, whose it is in LiteLLM's word, and its prices. */
export type PriceRow = readonly [name: string, litellmProvider: string, prices: Prices];

type Usage = Readonly<Record<string, number>>;

/** What Opik's server is sent of a model call. */
export interface PricedSpan {
  readonly model?: string | undefined;
  readonly provider?: string | undefined;
  readonly usage?: Usage | undefined;
  readonly total_estimated_cost?: number | undefined;
  readonly metadata?: unknown;
}

/** Opik's own words for the providers whose prices it takes from the table. */
const OPIK_PROVIDERS: Readonly<Record<string, string>> = {
  openai: "openai",
  azure: "azure",
  anthropic: "anthropic",
  "vertex_ai-anthropic_models": "anthropic_vertexai",
  gemini: "google_ai",
  "vertex_ai-language-models": "google_vertexai",
  bedrock: "bedrock",
  bedrock_converse: "bedrock",
  groq: "groq",
  mistral: "mistral",
  xai: "xai",
  deepseek: "deepseek",
  perplexity: "perplexity",
  fireworks_ai: "fireworks_ai",
  moonshot: "moonshot",
  moonshotai: "moonshot",
  cerebras: "cerebras",
  deepinfra: "deepinfra",
  sambanova: "sambanova",
  zai: "zai",
  "z-ai": "zai",
};

type Calculator = (prices: Prices, usage: Usage) => number;

/** By whose rules a model with a price for its cache is charged; others are charged by the plain counts. */
const CACHE_CALCULATORS: Readonly<Record<string, Calculator>> = {
  openai: openAiCost,
  azure: openAiCost,
  xai: openAiCost,
  deepseek: openAiCost,
  fireworks_ai: openAiCost,
  moonshot: openAiCost,
  deepinfra: openAiCost,
  gemini: googleCost,
  "vertex_ai-language-models": googleCost,
  anthropic: besideCaches("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"),
  "vertex_ai-anthropic_models": besideCaches(
    "input_tokens",
    "output_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
  ),
  bedrock: besideCaches("inputTokens", "outputTokens", "cacheReadInputTokens", "cacheWriteInputTokens"),
  bedrock_converse: besideCaches("inputTokens", "outputTokens", "cacheReadInputTokens", "cacheWriteInputTokens"),
};

/** Finds and applies prices by the rules of Opik's server, over a table of one's own. */
export class PriceTable {
  readonly #prices = new Map<string, (usage: Usage) => number>();

  constructor(rows: readonly PriceRow[]) {
    for (const [name, litellmProvider, prices] of rows) {
      const provider = OPIK_PROVIDERS[litellmProvider];
      if (provider === undefined || (provider === "bedrock" && name.includes("/"))) continue;
      const hasCachePrice = prices.cacheRead !== undefined || prices.cacheWrite !== undefined;
      const calculator = (hasCachePrice ? CACHE_CALCULATORS[litellmProvider] : undefined) ?? plainCost;
      this.#prices.set(keyOf(afterSlash(name), provider), (usage) => calculator(prices, usage));
    }
  }

  /** What the server stores as the cost of a span. */
  costOf({ model = "", provider = "", usage = {}, total_estimated_cost, metadata }: PricedSpan): number {
    if (total_estimated_cost !== undefined) return total_estimated_cost;
    const own = this.#find(model, provider)?.(usage) ?? 0;
    return own > 0 ? own : toldCost(metadata);
  }

  #find(model: string, provider: string): ((usage: Usage) => number) | undefined {
    if (model.trim() === "" || provider.trim() === "") return undefined;
    const name = afterSlash(model);
    const normalized = name.replaceAll(".", "-").toLowerCase();
    const tries = [name, normalized, ...[undated, unversioned].flatMap((cut) => [cut(name), cut(normalized)])];
    const found = tries.map((one) => this.#prices.get(keyOf(one, provider))).find((price) => price !== undefined);
    const prefix = model.includes("/") ? OPIK_PROVIDERS[model.slice(0, model.indexOf("/"))] : undefined;
    return found ?? (prefix === undefined ? undefined : this.#prices.get(keyOf(name, prefix)));
  }
}

const keyOf = (model: string, provider: string) => `${model}/${provider}`;
const afterSlash = (name: string) => name.slice(name.indexOf("/") + 1);
const undated = (name: string) => name.toLowerCase().replace(/-\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "");
const unversioned = (name: string) => name.toLowerCase().replace(/:\d+$/, "");

/** The first of the named counts that was sent. */
function firstCount(usage: Usage, ...names: readonly string[]): number {
  return names.map((name) => usage[name]).find((count) => count !== undefined) ?? 0;
}

function plainCost({ input, output }: Prices, usage: Usage): number {
  return input * firstCount(usage, "prompt_tokens") + output * firstCount(usage, "completion_tokens");
}

function openAiCost({ input, output, cacheRead = 0 }: Prices, usage: Usage): number {
  const prompt = firstCount(usage, "original_usage.prompt_tokens", "prompt_tokens");
  const cached = firstCount(
    usage,
    "original_usage.prompt_tokens_details.cached_tokens",
    "original_usage.input_tokens_details.cached_tokens",
    "cache_read_input_tokens",
  );
  const completion = firstCount(usage, "original_usage.completion_tokens", "completion_tokens");
  return input * Math.max(0, prompt - cached) + cacheRead * cached + output * completion;
}

function googleCost({ input, output, cacheRead = 0 }: Prices, usage: Usage): number {
  const prompt = firstCount(usage, "original_usage.prompt_token_count", "prompt_tokens");
  const cached = firstCount(usage, "original_usage.cached_content_token_count", "cache_read_input_tokens");
  const completion = firstCount(usage, "completion_tokens", "original_usage.candidates_token_count");
  return input * Math.max(0, prompt - cached) + cacheRead * cached + output * completion;
}

/** For providers whose input is counted without what was cached. */
function besideCaches(inputName: string, outputName: string, readName: string, writeName: string): Calculator {
  return ({ input, output, cacheRead = 0, cacheWrite = 0 }, usage) =>
    input * firstCount(usage, `original_usage.${inputName}`, "prompt_tokens") +
    output * firstCount(usage, `original_usage.${outputName}`, "completion_tokens") +
    cacheRead * firstCount(usage, `original_usage.${readName}`, "cache_read_input_tokens") +
    cacheWrite * firstCount(usage, `original_usage.${writeName}`, "cache_creation_input_tokens");
}

function toldCost(metadata: unknown): number {
  const cost = isRecord(metadata) ? metadata["cost"] : undefined;
  if (!isRecord(cost) || cost["currency"] !== "USD") return 0;
  return typeof cost["total_cost"] === "number" ? cost["total_cost"] : 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
