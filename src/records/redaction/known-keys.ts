import { CharacterSet } from "./character-set.js";
import type { SecretKind } from "./secret-kind.js";
import { matched } from "./sticky-match.js";

const ANY = String.raw`[\w-]{16}`;
const LETTERS = "[A-Za-z0-9]{16}";
/** What follows prefixes that are also words: a name such as `pypi-publish-action` has no digit in it. */
const WITH_DIGIT = String.raw`(?=[\w-]{0,40}?\d)[\w-]{16}`;

/** How keys begin, grouped by the least that must follow. Each extends to the end of the unbroken run of characters. */
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
  // AWS: the id, and the secret beside it.
  [String.raw`[A-Z0-9]{16}\b(?:[^\w/+]{1,12}[A-Za-z0-9/+]{38,42}(?![\w/+=]))?`, ["AKIA", "ASIA", "ABIA", "ACCA"]],
  // SendGrid, Mailgun, Resend, Databricks, Notion, Twilio, Firecrawl, Pulumi, Airtable, age.
  [String.raw`[\w-]{16,100}\.[\w-]{16}`, ["SG."]],
  ["(?=[A-Za-z]{0,40}\\d)[A-Za-z0-9]{20}", ["key-", "dapi", "secret_", "fc-", "pul-", "AIza"]],
  ["[A-Za-z0-9]{8}_[A-Za-z0-9]{16}", ["re_"]],
  // Within base64, two letters are not enough of a prefix.
  [String.raw`(?<![/+]SK)[0-9A-Za-z]{32}(?![\w/+=])`, ["SK"]],
  [String.raw`[A-Za-z0-9]{14}\.[0-9A-Za-z]{16}`, ["pat"]],
  ["[A-Z0-9]{16}", ["AGE-SECRET-KEY-1"]],
];

const LETTER_OR_DIGIT = new CharacterSet(/[A-Za-z0-9]/);

/** Keys and tokens that are known by how they begin. */
export const KNOWN_KEYS: readonly SecretKind[] = FORMS.map(([rest, beginnings]) => {
  const ways = beginnings.map((beginning) => beginning.replaceAll(".", String.raw`\.`)).join("|");
  const form = new RegExp(`(?:${ways})${rest}[\\w-]*`, "y");
  return {
    signs: beginnings,
    lookIn:
      ({ text, effort }) =>
      (from) => {
        if (LETTER_OR_DIGIT.hasAt(text, from - 1)) return undefined;
        effort.spend(4);
        return matched(form, text, from);
      },
  };
});
