import type { SecretKind } from "./secret-kind.js";

// Thirteen to nineteen digits, alone or in groups, that are not part of a longer word such as an id. Only groups of
// four may have other separators between them, since numbers with a decimal point are long, too.
const CARD =
  /(?<![\w.-])[2-6]\d(?:(?:[ -]?\d){11,17}|\d{2}(?:[ \u00a0\u2007\u2009\u202f.-]{1,2}\d{4}){2}[ \u00a0\u2007\u2009\u202f.-]{1,2}\d{1,7})(?![\w-])/g;
// Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay: a random number seldom begins and ends like
// them.
const ISSUER = /4|5[1-5]|2[2-7]|3[04-8]|60[ -]?1[ -]?1|6[245]/y;
const [ZERO, NINE] = [0x30, 0x39];

/** Numbers of payment cards. */
export const CARD_NUMBERS: SecretKind = {
  form: CARD,
  lookIn:
    ({ text, effort }) =>
    (from, to) => {
      effort.spend(8);
      ISSUER.lastIndex = from;
      return ISSUER.test(text) && luhnSum(text, from, to) % 10 === 0 ? { from, to } : undefined;
    },
};

/** From the right every second digit is doubled, and its digits are added. */
function luhnSum(text: string, from: number, to: number): number {
  let sum = 0;
  let doubles = false;
  for (let at = to - 1; at >= from; at--) {
    const code = text.charCodeAt(at);
    if (code < ZERO || code > NINE) continue;
    const value = doubles ? (code - ZERO) * 2 : code - ZERO;
    sum += value > 9 ? value - 9 : value;
    doubles = !doubles;
  }
  return sum;
}
