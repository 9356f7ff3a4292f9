import { CharacterSet } from "./character-set.js";
import type { SecretKind } from "./secret-kind.js";
import { matched } from "./sticky-match.js";

const SCHEME = String.raw`(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/)`;
/** A port number is not a password. */
const USER = String.raw`[^\s/@:"'<>]{0,200}:(?!(?<=\b(?:https?|wss?):\/\/[^:]{0,200}:)\d{1,5}(?:[/?#]|$))`;
/** A token in place of the user name. */
const TOKEN = String.raw`[\w.%+=~-]{16,200}`;
/** Saves most addresses from the closer look. */
const BEGINNING = new RegExp(`${SCHEME}(?:${USER}|${TOKEN}@)`, "iy");
/**
 * A password may contain the characters that usually end it: it goes on to the last `@` that a host name may follow.
 */
const SECRET = new RegExp(
  String.raw`(?:${USER}[^\s"'<>]{1,200}?|${TOKEN})(?=@[\w.[\]:%,-]{1,200}(?:[^\w.[\]:%,@-]|$))`,
  "iy",
);
const SCHEME_END = new CharacterSet(/[a-z0-9+.-]/i);
/** From the address on to its `@`. */
const FARTHEST = 402;

/** Passwords in addresses, and tokens in place of the user name. */
const ADDRESS_PASSWORDS: SecretKind = {
  signs: ["://"],
  lookIn: ({ text, effort }) => {
    let at = 0;
    return (from, to) => {
      if (!SCHEME_END.hasAt(text, from - 1)) return undefined;
      if (at !== -1 && at < to) at = text.indexOf("@", to);
      if (at === -1 || at - to > FARTHEST) return undefined;
      effort.spend(4);
      if (matched(BEGINNING, text, to) === undefined) return undefined;
      effort.spend(8 + (at - to) / 8);
      return matched(SECRET, text, to);
    };
  },
};

const REST = String.raw`[^\s"'<>\\]{1,500}`;
const HOOK = new RegExp(
  [
    String.raw`(?<=:\/\/hooks\.slack\.com\/)(?:services|workflows|triggers)\/`,
    String.raw`(?<=:\/\/(?:\w{1,10}\.)?discord(?:app)?\.com\/)api\/webhooks\/`,
    String.raw`(?<=:\/\/[\w-]{1,60}\.webhook\.office\.com\/)`,
    String.raw`(?<=:\/\/hooks\.zapier\.com\/)hooks\/`,
  ]
    .map((way) => way + REST)
    .join("|"),
  "iy",
);

/** Addresses that are themselves secret. The part that shows whose they are stays. */
const HOOKS: SecretKind = {
  signs: ["hooks.slack.com/", "discord.com/", "discordapp.com/", ".webhook.office.com/", "hooks.zapier.com/"],
  lookIn:
    ({ text, effort }) =>
    (_, to) => {
      effort.spend(4);
      return matched(HOOK, text, to);
    },
};

export const ADDRESS_SECRETS = [ADDRESS_PASSWORDS, HOOKS];
