/**
 * The maker of a model that others resell, by the word before the slash in its name: routers and gateways write the
 * first, Opik's table of prices has the second.
 */
const MAKER_BY_PREFIX: ReadonlyMap<string, string> = new Map([
  ["openai", "openai"],
  ["anthropic", "anthropic"],
  ["google", "gemini"],
  ["gemini", "gemini"],
  ["vertex_ai", "gemini"],
  ["x-ai", "xai"],
  ["xai", "xai"],
  ["mistralai", "mistral"],
  ["mistral", "mistral"],
  ["deepseek", "deepseek"],
  ["perplexity", "perplexity"],
  ["moonshotai", "moonshotai"],
  ["z-ai", "z-ai"],
  ["ai21", "ai21"],
]);

/** Names that only one maker sells: `gpt-oss` and Llama are run by anybody. */
const NAMES_OF_MAKERS: readonly (readonly [name: RegExp, maker: string])[] = [
  [/^(?:ft:)?(?:gpt-\d|chatgpt-|o\d(?:$|-))|^text-embedding-(?:3|ada)/i, "openai"],
  [/^claude-/i, "anthropic"],
  [/^gemini-/i, "gemini"],
  [/^grok-/i, "xai"],
  [/^deepseek-(?:chat|reasoner)$/i, "deepseek"],
  [/^sonar(?:$|-)/i, "perplexity"],
];

/** APIs that serve the models of one maker, under names of their own. */
const SERVES_ITS_OWN: ReadonlySet<string> = new Set([
  "ai21",
  "anthropic",
  "azure",
  "bedrock",
  "cohere",
  "deepseek",
  "inception",
  "meta",
  "mistral",
  "moonshot",
  "morph",
  "perplexity",
  "xai",
  "zai",
]);

const ROUTERS: ReadonlySet<string> = new Set(["openai", "openrouter", "vercel_ai_gateway"]);

/**
 * The name under which Opik finds a model's price. It looks for what follows the first slash at the provider, and if
 * that has no such model, at the maker whose name is before the slash.
 *
 * @param provider in Opik's term, or the host's name of an unknown API
 */
export function pricedModel(model: string, provider: string | undefined): string {
  if (provider === undefined || SERVES_ITS_OWN.has(provider)) return model;
  switch (provider) {
    case "anthropic_vertexai":
      return versionedForVertex(model);
    case "google_ai":
    case "google_vertexai":
      return model.slice(model.lastIndexOf("/") + 1);
    default:
      return isRouter(provider) ? routedModel(model, provider) : hostedModel(model, provider);
  }
}

/** The maker under whose prices Opik looks for a model that a router or a gateway resells; undefined for others. */
export function makerOf(priced: string | undefined, provider: string | undefined): PassedOn | undefined {
  if (priced === undefined || provider === undefined || !isRouter(provider)) return undefined;
  const [maker = "", ...rest] = priced.split("/");
  return rest.length > 0 && MAKER_BY_PREFIX.has(maker) ? { maker, model: rest.join("/") } : undefined;
}

interface PassedOn {
  /** The word that Opik's table has before the slash. */
  readonly maker: string;
  readonly model: string;
}

// A host's name is that of a gateway: the public APIs have a term of their own. OpenAI's class speaks to gateways too.
function isRouter(provider: string): boolean {
  return ROUTERS.has(provider) || provider.includes(".") || provider.includes(":");
}

// The models of many makers run there: `openai/gpt-oss-120b` of Groq must not be looked for at OpenAI.
function hostedModel(model: string, provider: string): string {
  return model.includes("/") && !model.startsWith(`${provider}/`) ? `${provider}/${model}` : model;
}

function routedModel(model: string, provider: string): string {
  const slash = model.indexOf("/");
  const prefix = model.slice(0, Math.max(0, slash));
  const name = model.slice(slash + 1);
  const maker = slash < 0 ? NAMES_OF_MAKERS.find(([of]) => of.test(name))?.[1] : MAKER_BY_PREFIX.get(prefix);
  if (maker === undefined) return model;
  const known = nameAt(maker, name);
  return slash < 0 && maker === provider ? known : `${maker}/${known}`;
}

function nameAt(maker: string, name: string): string {
  const plain = withoutVariant(name);
  switch (maker) {
    case "openai":
      return tunedModel(plain);
    // The maker itself writes hyphens, and so does Opik's table.
    case "anthropic":
      return plain.replaceAll(".", "-").toLowerCase();
    default:
      return plain;
  }
}

/** A fine-tuned model is charged as the model it was tuned from: `ft:gpt-4o-mini-2024-07-18:acme::id`. */
function tunedModel(name: string): string {
  return name.startsWith("ft:") ? name.split(":", 2).join(":") : name;
}

// OpenRouter's routing variants, such as `:nitro`, cost what the model costs; `:free` is another model, without a
// price.
function withoutVariant(name: string): string {
  return name.replace(/:(?:nitro|floor|online|exacto|thinking|beta)$/, "");
}

/**
 * Vertex AI's answers write the version as Anthropic does; its prices are listed under `claude-sonnet-4-5@20250929`.
 */
function versionedForVertex(model: string): string {
  const name = model.slice(model.lastIndexOf("/") + 1);
  return name.replace(/-(\d{8})$/, "@$1");
}
