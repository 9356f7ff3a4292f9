import { MarkedText } from "./marked-text.js";

/** From the sign on; the name before it is looked at only there. What is longer than any name is none. */
const ADDRESS = /@(?<=(?<![\w.+%-])([\w.+%-]{1,64})@)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi;

/** The text with each e-mail address replaced. */
export function withoutEmailAddresses(text: string, mark: string): string {
  const shown = new MarkedText(text, mark);
  ADDRESS.lastIndex = 0;
  for (let found = ADDRESS.exec(text); found !== null; found = ADDRESS.exec(text)) {
    const [, name = ""] = found;
    if (!shown.hide(found.index - name.length, ADDRESS.lastIndex)) break;
  }
  return shown.toString();
}
