import { withoutCommandSecrets } from "./command-secrets.js";
import { withoutKnownKeys } from "./known-keys.js";
import { MarkedText } from "./marked-text.js";
import { withoutNamedSecrets } from "./named-secrets.js";

// Each of these reads a text once, whatever is in it: it begins at a fixed text, a sign or the start of a word, and
// either ends within a fixed length, or takes all that it has read. What only looks like a secret is turned down by the
// expression itself: to be asked about each such place takes longer than the reading.

const PRIVATE_KEY =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g;
/** What is left of one whose beginning was cut away: all lines of it after the mark of the cut. */
const CUT_PRIVATE_KEY =
  /(…\[\d{1,10} characters cut\]…)(?:[A-Z0-9 ]{0,60}-----)?[\w+/=\s\\]{0,20000}-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** A name, `=` and a value, as in `response="…"`, also where the text is escaped. */
const PARAMETER = String.raw`[\w-]{1,40}=(?:\\{0,15}"[^"\n]{0,2000}"|[^\s,"'\\]{1,2000})`;
/** The name of an HTTP authentication scheme, before what is to be hidden. */
const AUTHORIZATION = new RegExp(
  [
    String.raw`\b(?:[Bb]earer|BEARER|[Nn]egotiate|NTLM|DPoP|GoogleLogin)\s{1,20}(?=([\w+/.=~:-]{8,}))`,
    // These are words, too, which others may follow: of a credential it is seen that it is no word.
    String.raw`\b(?:[Bb]asic|BASIC)\s{1,20}(?=((?=[\w/+]{0,80}?(?:[\d+/=]|[a-z][A-Z]\w{0,40}?[a-z][A-Z]))[\w+/-]{8,}={0,2}))`,
    String.raw`\b(?:[Tt]oken|TOKEN|[Aa]pi-?[Kk]ey|APIKEY)\s{1,3}(?=((?=[\w+/.=~:-]{0,80}?\d)[\w+/.=~:-]{12,}))`,
    String.raw`\b(?:[Dd]igest|AWS4-[A-Z0-9-]{1,30}|[Hh]awk|OAuth|[Ss]ignature|[Tt]oken|(?:HMAC|hmac)[A-Za-z0-9-]{0,20}|SharedKey(?:Lite)?)\s{1,3}(?=(${PARAMETER}(?:\s{0,3}[,;]?\s{0,3}${PARAMETER}){0,50}))`,
  ].join("|"),
  "g",
);
/**
 * From the sign on; what stands before it is looked at only there. A password may hold the signs that end it: it goes
 * on to the last `@` that the name of a host may follow. A port is none.
 */
const ADDRESS_PASSWORD = new RegExp(
  [
    String.raw`:\/\/(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/)(?:`,
    String.raw`[^\s/@:"'<>]{0,200}:(?!(?<=\b(?:https?|wss?):\/\/[^:]{0,200}:)\d{1,5}(?:[/?#]|$))[^\s"'<>]{1,200}?`,
    // A token in the place of the user.
    String.raw`|[\w.%+=~-]{16,200}`,
    String.raw`)@(?=[\w.[\]:%,-]{1,200}(?:[^\w.[\]:%,@-]|$))`,
  ].join(""),
  "gi",
);
/** The address itself is what is secret. */
const HOOK =
  /:\/\/(?:hooks\.slack\.com\/(?:services|workflows|triggers)\/|(?:\w{1,10}\.)?discord(?:app)?\.com\/api\/webhooks\/|[\w-]{1,60}\.webhook\.office\.com\/|hooks\.zapier\.com\/hooks\/)[^\s"'<>\\]{1,500}/gi;
/** Of the address that a secret is in, the part that tells whose it is. */
const HOOK_HOST = /^:\/\/[^/]*/;

/** The text without keys, tokens and passwords that are known by their form, or by the name before them. */
export function withoutCredentials(text: string, mark: string): string {
  const withoutSchemes = withoutPart(text, AUTHORIZATION, mark);
  const withoutPrivateKeys = withoutSchemes.replace(PRIVATE_KEY, mark).replace(CUT_PRIVATE_KEY, `$1${mark}`);
  const shown = withoutKnownKeys(withoutPrivateKeys, mark);
  return withoutNamedSecrets(withoutCommandSecrets(withoutAddressSecrets(shown, mark), mark), mark);
}

function withoutAddressSecrets(text: string, mark: string): string {
  if (!text.includes("://")) return text;
  const shown = text.includes("@") ? text.replace(ADDRESS_PASSWORD, `://${mark}@`) : text;
  return shown.replace(HOOK, (found) => `${HOOK_HOST.exec(found)?.[0] ?? ""}/${mark}`);
}

/** The text without what the expression has found ahead. */
function withoutPart(text: string, expression: RegExp, mark: string): string {
  const shown = new MarkedText(text, mark);
  expression.lastIndex = 0;
  for (let found = expression.exec(text); found !== null; found = expression.exec(text)) {
    // One group alone has matched.
    const secret = found.slice(1).join("");
    const from = expression.lastIndex;
    // What follows it may begin with it.
    expression.lastIndex = from + secret.length;
    if (secret !== mark && !shown.hide(from, from + secret.length)) break;
  }
  return shown.toString();
}
