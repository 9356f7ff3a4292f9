import { CharacterSet } from "./character-set.js";
import { MarkedText } from "./marked-text.js";

const DOMAIN = /@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi;
const NAME = new CharacterSet(/[\w.+%-]/);
const MAX_NAME_LENGTH = 64;

/** The text with each e-mail address replaced. */
export function withoutEmailAddresses(text: string, mark: string): string {
  const shown = new MarkedText(text, mark);
  DOMAIN.lastIndex = 0;
  while (DOMAIN.test(text)) {
    const to = DOMAIN.lastIndex;
    const sign = text.lastIndexOf("@", to - 1);
    const from = NAME.rowStart(text, sign, Math.max(0, sign - MAX_NAME_LENGTH - 1));
    // What is longer than any name is none.
    if (from < sign && sign - from <= MAX_NAME_LENGTH && !shown.hide(from, to)) break;
  }
  return shown.toString();
}
