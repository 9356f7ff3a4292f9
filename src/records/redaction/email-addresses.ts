import { CharacterSet } from "./character-set.js";
import { PartsAhead } from "./hidden-parts.js";
import type { SecretKind } from "./secret-kind.js";

/**
 * From the `@` on, which may be encoded; only there is the name before it looked at. A text that is longer than any
 * name does not count, nor does one that ends like a file name or a version.
 */
const ADDRESS =
  /(?:@|%40|&#64;|&commat;)(?<=(?:(?<![\p{L}\p{N}_.+%-])((?!git@)[\p{L}\p{N}_.+%-]{1,64})|("[^"\n]{1,64}"))(?:@|%40|&#64;|&commat;))(?:[\p{L}\p{N}-]{1,63}\.){1,8}(?!(?:png|jpe?g|gif|webp|svg|avif)\b)(?:xn--[a-z0-9-]{1,59}|\p{L}{2,63})/iuy;
const NAME_END = new CharacterSet(/["\p{L}\p{N}_.+%-]/u);
const HOST_START = new CharacterSet(/[\p{L}\p{N}-]/u);

/** E-mail addresses. */
export const EMAIL_ADDRESSES: SecretKind = {
  signs: ["@", "%40", "&#64;", "&commat;"],
  lookIn: ({ text, effort, hidden }) => {
    const others = new PartsAhead(hidden.inOrder());
    return (from, to) => {
      if (!NAME_END.hasAt(text, from - 1) || !HOST_START.hasAt(text, to)) return undefined;
      // Where the name has already been hidden, such as a password in an address, this is not an e-mail address.
      if (others.isIn(from - 1)) return undefined;
      effort.spend(8);
      ADDRESS.lastIndex = from;
      const found = ADDRESS.exec(text);
      return found === null ? undefined : { from: from - (found[1] ?? found[2] ?? "").length, to: ADDRESS.lastIndex };
    };
  },
};
