import { CharacterSet } from "./character-set.js";
import type { SecretKind } from "./secret-kind.js";
import { matchedAhead } from "./sticky-match.js";

/** A name, `=` and a value, as in `response="…"`, also where the text is escaped. */
const PARAMETER = String.raw`[\w-]{1,40}=(?:\\{0,15}"[^"\n]{0,2000}"|[^\s,"'\\]{1,2000})`;
/** The name of an HTTP authentication scheme, before the credential to hide. */
const AUTHORIZATION = new RegExp(
  [
    String.raw`\b(?:[Bb]earer|BEARER|[Nn]egotiate|NTLM|DPoP|GoogleLogin)\s{1,20}(?=([\w+/.=~:-]{8,}))`,
    // These are also ordinary words that other words may follow, so what follows counts as a credential only where it
    // is clearly not a word.
    String.raw`\b(?:[Bb]asic|BASIC)\s{1,20}(?=((?=[\w/+]{0,80}?(?:[\d+/=]|[a-z][A-Z]\w{0,40}?[a-z][A-Z]))[\w+/-]{8,}={0,2}))`,
    String.raw`\b(?:[Tt]oken|TOKEN|[Aa]pi-?[Kk]ey|APIKEY)\s{1,3}(?=((?=[\w+/.=~:-]{0,80}?\d)[\w+/.=~:-]{12,}))`,
    String.raw`\b(?:[Dd]igest|AWS4-[A-Z0-9-]{1,30}|[Hh]awk|OAuth|[Ss]ignature|[Tt]oken|(?:HMAC|hmac)[A-Za-z0-9-]{0,20}|SharedKey(?:Lite)?)\s{1,3}(?=(${PARAMETER}(?:\s{0,3}[,;]?\s{0,3}${PARAMETER}){0,50}))`,
  ].join("|"),
  "y",
);
/** What comes before and after the name of a scheme, or a name that begins with one. */
const WORD = new CharacterSet(/\w/);
const NAME_END = new CharacterSet(/[\sA-Za-z0-9-]/);

/** Credentials after the name of an HTTP authentication scheme. */
export const HTTP_CREDENTIALS: SecretKind = {
  signs: [
    ...["bearer", "negotiate", "ntlm", "dpop", "googlelogin", "basic", "token", "apikey", "api-key", "digest", "aws4-"],
    ...["hawk", "oauth", "signature", "hmac", "sharedkey"],
  ],
  lookIn:
    ({ text, effort }) =>
    (from, to) => {
      if (WORD.hasAt(text, from - 1) || !NAME_END.hasAt(text, to)) return undefined;
      effort.spend(4);
      return matchedAhead(AUTHORIZATION, text, from);
    },
};
