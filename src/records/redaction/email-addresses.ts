import { MarkedText } from "./marked-text.js";

/**
 * From the sign on, which may be encoded; the name before it is looked at only there. What is longer than any name is
 * none, and neither is what ends like a file or a version.
 */
const ADDRESS =
  /(?:@|%40|&#64;|&commat;)(?<=(?:(?<![\p{L}\p{N}_.+%-])((?!git@)[\p{L}\p{N}_.+%-]{1,64})|("[^"\n]{1,64}"))(?:@|%40|&#64;|&commat;))(?:[\p{L}\p{N}-]{1,63}\.){1,8}(?!(?:png|jpe?g|gif|webp|svg|avif)\b)(?:xn--[a-z0-9-]{1,59}|\p{L}{2,63})/giu;

/** The text with each e-mail address replaced. */
export function withoutEmailAddresses(text: string, mark: string): string {
  const shown = new MarkedText(text, mark);
  ADDRESS.lastIndex = 0;
  for (let found = ADDRESS.exec(text); found !== null; found = ADDRESS.exec(text)) {
    const name = found[1] ?? found[2] ?? "";
    if (!shown.hide(found.index - name.length, ADDRESS.lastIndex)) break;
  }
  return shown.toString();
}
