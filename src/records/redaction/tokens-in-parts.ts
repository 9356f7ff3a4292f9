import { CharacterSet } from "./character-set.js";
import type { SecretKind } from "./secret-kind.js";
import { matched } from "./sticky-match.js";

const WORD = new CharacterSet(/\w/);
const WORD_OR_DASH = new CharacterSet(/[\w-]/);

/** JSON web tokens, encrypted ones too. */
const WEB_TOKEN = /eyJ[\w-]{8,}\.(?:(?:[\w-]{8,}|(?=\.[\w-]{8}))\.[\w-]*(?:\.[\w-]+){0,2}|eyJ[\w-]{8,})/y;

const WEB_TOKENS: SecretKind = {
  signs: ["eyJ"],
  lookIn: ({ text, effort }) => {
    let end = 0;
    return (from) => {
      if (from < end || WORD.hasAt(text, from - 1)) return undefined;
      effort.spend(4);
      const token = matched(WEB_TOKEN, text, from);
      // All tokens that begin in the same word have the same end.
      if (token === undefined) end = WORD_OR_DASH.rowEnd(text, from);
      return token;
    };
  },
};

const ATLAS = /\.atlasv1\.(?<=\b([A-Za-z0-9]{14})\.atlasv1\.)[\w-]{16,}/y;
const MAILCHIMP = /-us\d{1,2}\b(?<=\b([0-9A-Za-z]{32})-us\d{1,2})/y;

/** Of Terraform and Mailchimp: the part before the separator is looked at only where there is one. */
const AROUND_SIGN: SecretKind[] = [
  { signs: [".atlasv1."], form: ATLAS },
  { signs: ["-us"], form: MAILCHIMP },
].map(({ signs, form }) => ({
  signs,
  lookIn:
    ({ text, effort }) =>
    (from) => {
      effort.spend(4);
      form.lastIndex = from;
      const found = form.exec(text);
      return found === null ? undefined : { from: from - (found[1] ?? "").length, to: form.lastIndex };
    },
}));

/** Tokens of Discord and Telegram bots. */
const BOT_TOKENS: readonly SecretKind[] = [/\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}/g, /\b\d{8,10}:[\w-]{30,}/g].map(
  (form) => ({ form, lookIn: () => (from, to) => ({ from, to }) }),
);

/** Tokens in parts with a separator between them. */
export const TOKENS_IN_PARTS = [WEB_TOKENS, ...AROUND_SIGN, ...BOT_TOKENS];
