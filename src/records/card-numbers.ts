// Thirteen to nineteen digits, alone or in groups, that are no part of a longer word such as an id.
const CARD = /(?<![\w.-])[2-6]\d(?:[ -]?\d){11,17}(?![\w-])/g;
// Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay: a random number seldom begins and ends like them.
const ISSUER = /^(?:4|5[1-5]|2[2-7]|3[47]|3[068]|35|6011|64|65|62)/;

/** The text with each number of a payment card replaced. */
export function withoutCardNumbers(text: string, mark: string): string {
  return text.replace(CARD, (found) => (isCardNumber(found.replace(/\D/g, "")) ? mark : found));
}

function isCardNumber(digits: string): boolean {
  return ISSUER.test(digits) && luhnSum(digits) % 10 === 0;
}

/** From the right every second digit is doubled, and its digits are added. */
function luhnSum(digits: string): number {
  return Array.from(digits)
    .reverse()
    .reduce((sum, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return sum + (value > 9 ? value - 9 : value);
    }, 0);
}
