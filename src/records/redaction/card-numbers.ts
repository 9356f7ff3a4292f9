import { MarkedText } from "./marked-text.js";

// Thirteen to nineteen digits, alone or in groups, that are no part of a longer word such as an id. Only groups of four
// may have other signs between them: numbers with a decimal point are long, too.
const CARD =
  /(?<![\w.-])(?:[2-6]\d(?:[ -]?\d){11,17}|[2-6]\d{3}(?:[ \u00a0\u2007\u2009\u202f.-]{1,2}\d{4}){2}[ \u00a0\u2007\u2009\u202f.-]{1,2}\d{1,7})(?![\w-])/g;
// Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay: a random number seldom begins and ends like
// them.
const ISSUER = /^(?:4|5[1-5]|2[2-7]|3[04-8]|6011|6[245])/;
const ZERO = 0x30;

/** The text with each number of a payment card replaced. */
export function withoutCardNumbers(text: string, mark: string): string {
  const shown = new MarkedText(text, mark);
  CARD.lastIndex = 0;
  for (let found = CARD.exec(text); found !== null; found = CARD.exec(text)) {
    if (isCardNumber(found[0]) && !shown.hide(found.index, CARD.lastIndex)) break;
  }
  return shown.toString();
}

/** @param text - digits, alone or in groups */
function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D/g, "");
  return ISSUER.test(digits) && luhnSum(digits) % 10 === 0;
}

/** From the right every second digit is doubled, and its digits are added. */
function luhnSum(digits: string): number {
  let sum = 0;
  let doubles = false;
  for (let at = digits.length - 1; at >= 0; at--) {
    const digit = digits.charCodeAt(at) - ZERO;
    const value = doubles ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
    doubles = !doubles;
  }
  return sum;
}
