import type { SecretKind } from "./secret-kind.js";
import { matched, matchedAhead } from "./sticky-match.js";

const PRIVATE_KEY =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/y;
/** The rest of a key whose beginning was cut away: all its lines after the mark of the cut. */
const CUT_PRIVATE_KEY =
  / characters cut\]…(?<=…\[\d{1,10} characters cut\]…)(?=((?:[A-Z0-9 ]{0,60}-----)?[\w+/=\s\\]{0,20000}-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----))/y;

/** Private keys in PEM and PGP. */
export const PRIVATE_KEYS: readonly SecretKind[] = [
  {
    signs: ["-----BEGIN "],
    lookIn:
      ({ text, effort }) =>
      (from) => {
        effort.spend(4);
        return matched(PRIVATE_KEY, text, from);
      },
  },
  {
    signs: [" characters cut]"],
    lookIn:
      ({ text, effort }) =>
      (from) => {
        effort.spend(4);
        return matchedAhead(CUT_PRIVATE_KEY, text, from);
      },
  },
];
