/** Whose API answers at a host. */
type HostOwner =
  | { readonly kind: "provider"; readonly provider: string }
  | { readonly kind: "private" }
  | { readonly kind: "unknown"; readonly host: string };

/** Domains of public APIs and the word by which Opik prices them; a subdomain belongs to its domain. */
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
  ["cerebras.ai", "cerebras"],
];

const BEDROCK_HOST = /^bedrock(-runtime|-mantle)?[.-].*\.(amazonaws\.com|api\.aws)$/;
/** Vertex AI puts the region before the service with a hyphen, so this is no subdomain. */
const VERTEX_HOST = /^[a-z0-9-]+-aiplatform\.googleapis\.com$/;
const PRIVATE_NAME = /^[^.:]+$|(^|\.)(localhost|local|internal|lan|home\.arpa|svc|test)$/;
const PRIVATE_IPV4 = /^(127|10|0|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
const PRIVATE_IPV6 = /^\[(::1?\]|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|::ffff:)/;

/** @param host A lower-case host name or address without port; an IPv6 address in brackets. */
export function hostOwner(host: string): HostOwner {
  const known = PROVIDER_BY_DOMAIN.find(([domain]) => host === domain || host.endsWith(`.${domain}`));
  if (known !== undefined) return { kind: "provider", provider: known[1] };
  if (BEDROCK_HOST.test(host)) return { kind: "provider", provider: "bedrock" };
  if (VERTEX_HOST.test(host)) return { kind: "provider", provider: "google_vertexai" };
  return isPrivate(host) ? { kind: "private" } : { kind: "unknown", host };
}

function isPrivate(host: string): boolean {
  return PRIVATE_NAME.test(host) || PRIVATE_IPV4.test(host) || PRIVATE_IPV6.test(host);
}
