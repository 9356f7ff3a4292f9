import { plainName } from "./disguised-text.js";
import type { Effort } from "./effort.js";

/** Companies whose keys and tokens are named after them. */
const VENDORS = [
  ...[
    "openai",
    "anthropic",
    "claude",
    "gemini",
    "google",
    "maps",
    "azure",
    "aws",
    "amazon",
    "gcp",
    "cohere",
    "mistral",
  ],
  ...["groq", "xai", "deepseek", "perplexity", "together", "fireworks", "replicate", "huggingface", "hf", "tavily"],
  ...["serper", "serpapi", "exa", "pinecone", "weaviate", "qdrant", "langsmith", "langchain", "langfuse", "opik"],
  ...["comet", "supabase", "firebase", "stripe", "paypal", "twilio", "sendgrid", "mailgun", "mailchimp", "slack"],
  ...["discord", "telegram", "github", "gitlab", "bitbucket", "npm", "pypi", "vercel", "netlify", "heroku"],
  ...["cloudflare", "digitalocean", "datadog", "sentry", "newrelic", "algolia", "mapbox", "notion", "atlassian"],
  ...["shopify", "databricks", "snowflake", "vault", "doppler", "elevenlabs", "deepgram", "assemblyai", "jina"],
  ...["voyage", "nvidia", "openrouter", "cerebras", "airtable", "hubspot", "salesforce", "okta", "clerk", "resend"],
];

/** The kinds of key that are secret: a `sort_key` and a `public_key` are not. */
const KEYS = [
  ...[
    "encrypt(?:ion)?",
    "decrypt(?:ion)?",
    "sign(?:ing|ature)?",
    "master",
    "service",
    "service_?role",
    "anon",
    "storage",
  ],
  ...[
    "shared",
    "admin",
    "auth",
    "licen[cs]e",
    "deploy(?:ment)?",
    "ssh",
    "gpg",
    "pgp",
    "rsa",
    "dsa",
    "ecdsa",
    "ed25519",
  ],
  ...[
    "tls",
    "ssl",
    "webhook",
    "hmac",
    "jwt",
    "session",
    "cipher",
    "aes",
    "des",
    "crypto(?:graphic)?",
    "client",
    "server",
  ],
  ...[
    "app",
    "application",
    "root",
    "write",
    "ingest(?:ion)?",
    "subscription",
    "functions?",
    "host",
    "bot",
    "dev(?:eloper)?",
  ],
  ...[
    "integration",
    "sas",
    "symmetric",
    "wrapping",
    "kms",
    "seed",
    "recovery",
    "wallet",
    "secure",
    "security",
    "priv",
    "consumer",
    "data",
  ],
];

/** The kinds of token that are secret, also in the plural or with the words run together. */
const TOKENS = [
  ...["access", "o?auth", "bearer", "session", "refresh", "id", "api", "client", "security", "csrf", "xsrf", "bot"],
  ...["deploy", "personal", "push", "device", "login", "verification", "webhook", "sas", "sso"],
];

/** The words before `token` where tokens are counted or cut, as models do, or lead to the next page. */
const COUNTED_TOKENS = [
  ...["max", "min", "per", "page", "next", "prev", "previous", "continuation", "cursor", "sync", "eos", "bos", "pad"],
  ...[
    "unk",
    "sep",
    "cls",
    "mask",
    "stop",
    "start",
    "end",
    "begin",
    "first",
    "last",
    "new",
    "special",
    "input",
    "output",
  ],
  ...[
    "prompt",
    "completion",
    "cached",
    "reasoning",
    "single",
    "each",
    "every",
    "one",
    "image",
    "audio",
    "text",
    "word",
  ],
  ...[
    "sub",
    "num",
    "n",
    "total",
    "avg",
    "average",
    "current",
    "predicted",
    "target",
    "source",
    "top",
    "best",
    "likely",
  ],
  ...["generated", "sampled", "decoded", "control", "delimiter", "separator", "padding", "unknown", "vision", "latent"],
  ...["thinking", "draft", "accepted", "rejected", "nft", "gas", "syntax", "design", "color", "cancellation", "cancel"],
  ...["abort", "the", "a", "this", "that", "no", "of"],
];

const anyOf = (words: readonly string[]) => `(?:${words.join("|")})`;

/** Names are compared regardless of case, as words with one `_` between them. */
interface NamePatterns {
  /** Names of secrets contain one of these. */
  readonly part: RegExp;
  /** Or they end with one of these. */
  readonly end: RegExp;
  readonly countedToken: RegExp;
  /** What follows the name to say which of several it is. */
  readonly suffix: RegExp;
}

// Made late: it takes a fraction of a millisecond, which a process that is not traced should not spend.
let patterns: NamePatterns | undefined;

function makePatterns(): NamePatterns {
  const vendors = anyOf(VENDORS);
  return {
    part: /pass_?(?:w(?:or)?d|phrase|code|key)|(?:api|access|private|secret|account)_?key|secret_?(?:id$|value|token)|authori[sz]ation|credential|cookie|(?:amz|access)_?signature|conn(?:ection)?_?str/,
    end: new RegExp(
      [
        `(?:^|_)(?:${anyOf(KEYS)}|${vendors})_?keys?$`,
        `(?:^|_)(?:${anyOf(TOKENS)}|${vendors})_?tokens?$`,
        `(?:^|_)(?:token|(?:token|secret)_${vendors})$`,
        "(?<!(?:^|_)(?:trade|open|top|no|industry|dirty|is|has)_)secrets?$",
        "pwd$|(?:^|_)(?:pw|auth|sig|otp|totp|jwt|bearer|mnemonic|(?:php|j|asp)?sessid|jsessionid|pem)$",
        "(?:^|_)(?:(?:seed|recovery)_?phrase|(?:recovery|backup|mfa|2fa|otp)_?codes?)$",
        "(?:db|database|smtp|mail|user|root|admin|mysql|pg|postgres|redis|mongo|ftp|ssh|login|proxy|key|store|cert|sudo)_?pass$",
      ].join("|"),
    ),
    countedToken: new RegExp(`(?:^|_)${anyOf(COUNTED_TOKENS)}_token$`),
    suffix:
      /(?:_(?:v?\d+|prod(?:uction)?|dev(?:elopment)?|stag(?:ing|e)|test|live|sandbox|local|ci|value|base64|b64|hex|hash(?:ed)?|encrypted|old|new|current|default|primary|secondary|backup|header)|\d+)+$/,
  };
}

/** Every name that is looked for contains one of these, and few others do. */
const HINT =
  /key|token|secret|pass|pwd|pw|auth|credential|cookie|sig|jwt|otp|conn|bearer|mnemonic|phrase|code|sessid|sessionid|pem/i;
/** Longer texts are not names: only their ends are looked at. */
const LONGEST_NAME = 200;

/** Programs have few names, and repeat them in every record. */
const MAX_KNOWN = 2_000;
const known = new Map<string, boolean>();
/** The characters that turn one name into many. */
const NUMBER = /(?<!base|b)\d+$/i;

/** Whether a key names a credential. Counts such as `max_tokens` do not. */
export function isSecretName(name: string, effort?: Effort): boolean {
  return known.get(name) ?? isSecretUnnumbered(name.replace(NUMBER, "1").slice(-LONGEST_NAME), effort);
}

function isSecretUnnumbered(name: string, effort: Effort | undefined): boolean {
  effort?.spend(5);
  const answer = known.get(name);
  if (answer !== undefined) return answer;
  effort?.spend(40);
  const isSecret = isNameOfSecret(name);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(copyOf(name), isSecret);
  return isSecret;
}

/** A slice of a text keeps the whole text in memory. */
function copyOf(name: string): string {
  return Array.from(name).join("");
}

function isNameOfSecret(name: string): boolean {
  const plain = plainName(name);
  if (!HINT.test(plain)) return false;
  patterns ??= makePatterns();
  const words = asWords(plain);
  if (patterns.part.test(words)) return true;
  const main = words.replace(patterns.suffix, "");
  return patterns.end.test(main) && !patterns.countedToken.test(main);
}

/** `githubToken`, `GITHUB-TOKEN` and `GitHub token` in one form. */
function asWords(name: string): string {
  return name
    .replace(/[a-z0-9](?=[A-Z])/g, "$&_")
    .replace(/[A-Z](?=[A-Z][a-z])/g, "$&_")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase()
    .replace(/_+$/, "");
}
