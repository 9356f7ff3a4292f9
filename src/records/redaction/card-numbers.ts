import { MarkedText } from "./marked-text.js";

// Thirteen to nineteen digits, alone or in groups, that are no part of a longer word such as an id.
const CARD = /(?<![\w.-])[2-6]\d(?:[ -]?\d){11,17}(?![\w-])/g;
// Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay: a random number seldom begins and ends like
// them.
const ISSUER = /^(?:4|5[ -]?[1-5]|2[ -]?[2-7]|3[ -]?[04-8]|6[ -]?0[ -]?1[ -]?1|6[ -]?[245])/;
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
  return ISSUER.test(text) && luhnSum(text) % 10 === 0;
}

/** From the right every second digit is doubled, and its digits are added. */
function luhnSum(text: string): number {
  let sum = 0;
  let doubles = false;
  for (let at = text.length - 1; at >= 0; at--) {
    const digit = text.charCodeAt(at) - ZERO;
    // A blank or a dash between two groups.
    if (digit < 0) continue;
    const value = doubles ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
    doubles = !doubles;
  }
  return sum;
}
