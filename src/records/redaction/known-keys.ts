import { MarkedText } from "./marked-text.js";

const ANY = String.raw`[\w-]{16}`;
const LETTERS = "[A-Za-z0-9]{16}";
/** Behind beginnings that are words, too: a name such as `pypi-publish-action` has no digit in it. */
const WITH_DIGIT = String.raw`(?=[\w-]{0,40}?\d)[\w-]{16}`;

/** How keys begin, by what follows at least. All are taken to the end of the unbroken row of characters. */
const FORMS: readonly (readonly [rest: string, beginnings: readonly string[]])[] = [
  // OpenAI, Anthropic, OpenRouter, Langfuse, GitHub, Groq, Grafana, LangSmith, NVIDIA, Pinecone, Google, Slack.
  [ANY, ["sk-", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "gsk_", "glsa_", "glc_"]],
  [ANY, ["lsv2_pt_", "lsv2_sk_", "lsv2_st_", "nvapi-", "pcsk_", "GOCSPX-", "ya29.", "xapp-", "hvs.", "hvb.", "hvr."]],
  // Supabase, Docker, New Relic, PlanetScale, Postman, Figma, Tailscale, 1Password, Contentful, CircleCI.
  [ANY, ["sb_secret_", "dckr_pat_", "dckr_oat_", "NRAK-", "NRII-", "pscale_tkn_", "pscale_pw_", "PMAK-", "figd_"]],
  [ANY, ["tskey-", "ops_eyJ", "CFPAT-", "CCIPAT_", "ATATT", "ATCTT", "ATBB", "sntrys_", "sntryu_", "sgp_"]],
  // GitLab.
  [
    ANY,
    ["glpat-", "gldt-", "glrt-", "glft-", "glsoat-", "glcbt-", "glptt-", "glagent-", "gloas-", "glimt-", "glffct-"],
  ],
  // Stripe, Hugging Face, npm, Replicate, DigitalOcean, Shopify, Linear, Notion, Fireworks, E2B, Jina, Netlify, Neon.
  [LETTERS, ["sk_", "sk_live_", "sk_test_", "rk_", "rk_live_", "rk_test_", "pk_", "pk_live_", "pk_test_", "whsec_"]],
  [LETTERS, ["hf_", "npm_", "r8_", "dop_v1_", "doo_v1_", "dor_v1_", "shpat_", "shpca_", "shppa_", "shpss_", "shpua_"]],
  [
    LETTERS,
    [
      "lin_api_",
      "lin_oauth_",
      "ntn_",
      "fw_",
      "e2b_",
      "jina_",
      "tgp_v1_",
      "esecret_",
      "nfp_",
      "napi_",
      "sbp_",
      "rubygems_",
      "cfut_",
      "cfat_",
      "phx_",
      "phc_",
      "fo1_",
    ],
  ],
  ["[A-Za-z0-9_]{20}", ["sess-", "vercel_", "vcp_", "vci_", "vca_", "vcr_", "vck_", "rnd_"]],
  [WITH_DIGIT, ["pypi-", "xai-", "tvly-", "pplx-", "csk-", "sq0atp-", "sq0csp-", "sq0idp-"]],
  [String.raw`[\w.-]{16}`, ["dp.pt.", "dp.st.", "dp.sa.", "dp.ct.", "dp.scim.", "dp.audit."]],
  [
    String.raw`[\w-]{10}`,
    ["xoxa-", "xoxb-", "xoxc-", "xoxd-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xoxe.xoxp-"],
  ],
  // Google.
  [String.raw`[\w-]{20}`, ["1//0"]],
  // AWS: the id, and the secret that stands beside it.
  [String.raw`[A-Z0-9]{16}\b(?:[^\w/+]{1,12}[A-Za-z0-9/+]{38,42}(?![\w/+=]))?`, ["AKIA", "ASIA", "ABIA", "ACCA"]],
  // SendGrid, Mailgun, Resend, Databricks, Notion, Twilio, Firecrawl, Pulumi, Airtable, age.
  [String.raw`[\w-]{16,100}\.[\w-]{16}`, ["SG."]],
  ["(?=[A-Za-z]{0,40}\\d)[A-Za-z0-9]{20}", ["key-", "dapi", "secret_", "fc-", "pul-", "AIza"]],
  ["[A-Za-z0-9]{8}_[A-Za-z0-9]{16}", ["re_"]],
  // In base64 two letters are no beginning.
  [String.raw`(?<![/+]SK)[0-9A-Za-z]{32}(?![\w/+=])`, ["SK"]],
  [String.raw`[A-Za-z0-9]{14}\.[0-9A-Za-z]{16}`, ["pat"]],
  ["[A-Z0-9]{16}", ["AGE-SECRET-KEY-1"]],
];

/**
 * What has no beginning of its own, from a sign in it on: bots of Discord and Telegram, Terraform, Mailchimp, web
 * tokens, encrypted ones too. What stands before the sign is looked at only there.
 */
const AROUND_SIGN = new RegExp(
  [
    String.raw`\.(?:(?<=\b(eyJ[\w-]{8,})\.)(?:[\w-]{8,}|(?=\.[\w-]{8}))\.[\w-]*(?:\.[\w-]+){0,2}`,
    String.raw`(?<=\b(eyJ[\w-]{8,})\.)eyJ[\w-]{8,}`,
    String.raw`(?<=\b([MNO][\w-]{23,27})\.)[\w-]{6}\.[\w-]{27,}`,
    String.raw`atlasv1\.(?<=\b([A-Za-z0-9]{14})\.atlasv1\.)[\w-]{16,})`,
    String.raw`:(?<=\b(\d{8,10}):)[\w-]{30,}`,
    String.raw`-us\d{1,2}\b(?<=\b([0-9A-Za-z]{32})-us\d{1,2})`,
  ].join("|"),
  "g",
);

let knownKey: RegExp | undefined;

/** The text without keys and tokens that are known by their form. */
export function withoutKnownKeys(text: string, mark: string): string {
  knownKey ??= new RegExp(`(?<![A-Za-z0-9])${anyOf(FORMS.flatMap(formsOf))}[\\w-]*`, "g");
  const shown = new MarkedText(text, mark);
  knownKey.lastIndex = 0;
  for (let found = knownKey.exec(text); found !== null; found = knownKey.exec(text)) {
    if (!shown.hide(found.index, knownKey.lastIndex)) break;
  }
  return withoutKeysAroundSigns(shown.toString(), mark);
}

function withoutKeysAroundSigns(text: string, mark: string): string {
  const shown = new MarkedText(text, mark);
  AROUND_SIGN.lastIndex = 0;
  for (let found = AROUND_SIGN.exec(text); found !== null; found = AROUND_SIGN.exec(text)) {
    // One group alone has matched.
    const before = found.slice(1).join("");
    if (!shown.hide(found.index - before.length, AROUND_SIGN.lastIndex)) break;
    // What ends one is no beginning of another.
    AROUND_SIGN.lastIndex += 1;
  }
  return shown.toString();
}

interface Form {
  readonly beginning: string;
  readonly rest: string;
}

function formsOf([rest, beginnings]: (typeof FORMS)[number]): readonly Form[] {
  return beginnings.map((beginning) => ({ beginning, rest }));
}

/** What begins alike is one way: each is tried at each word of a text. */
function anyOf(forms: readonly Form[]): string {
  const ways: string[] = [];
  for (const first of new Set(forms.map(({ beginning }) => beginning.charAt(0)))) {
    const alike = forms.filter(({ beginning }) => beginning.charAt(0) === first);
    if (first === "") ways.push(...alike.map(({ rest }) => rest));
    else ways.push(literal(first) + anyOf(alike.map((form) => ({ ...form, beginning: form.beginning.slice(1) }))));
  }
  return ways.length === 1 ? ways.join("") : `(?:${ways.join("|")})`;
}

function literal(character: string): string {
  return character === "." ? String.raw`\.` : character;
}
