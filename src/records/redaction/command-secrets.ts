import { CharacterSet } from "./character-set.js";
import type { SecretKind } from "./secret-kind.js";

const PASSWORD = String.raw`["']?(?=([^\s"']{1,200}))`;
const USER = new RegExp(String.raw`(?:-u|--user|--proxy-user)[ =]{0,3}["']?[^\s:"']{1,100}:${PASSWORD}`, "y");
const JOINED = new RegExp(String.raw`-p(?=[^\s-])${PASSWORD}`, "y");
const APART = new RegExp(String.raw`-[pa]\s{1,3}${PASSWORD}`, "y");
/** The option before a password. */
const OPTIONS = new Map([
  ...["curl", "wget", "http"].map((command) => [command, USER] as const),
  ...["mysql", "mariadb"].map((command) => [command, JOINED] as const),
  ...["sshpass", "redis-cli", "docker login"].map((command) => [command, APART] as const),
]);
/** Beyond this distance, it belongs to another command of a text without line breaks. */
const LONGEST_LINE = 300;
const COMMAND_END = /[\n|;&]/;
const WORD = new CharacterSet(/\w/);
const BLANK = new CharacterSet(/\s/);
const LONGEST_NAME_END = 10;

/** Passwords on command lines of programs that take them as an unnamed option. */
export const COMMAND_SECRETS: SecretKind = {
  signs: [...OPTIONS.keys(), "-u", "--user", "--proxy-user", "-p", "-a"],
  lookIn: ({ text, effort }) => {
    let running: { readonly option: RegExp; readonly from: number } | undefined;
    return (from, to) => {
      if (text.charAt(from) !== "-") {
        const option = WORD.hasAt(text, from - 1) ? undefined : OPTIONS.get(text.slice(from, to));
        const nameEnd = WORD.rowEnd(text, to);
        if (option !== undefined && nameEnd <= to + LONGEST_NAME_END && BLANK.hasAt(text, nameEnd))
          running = { option, from };
        return undefined;
      }
      if (running === undefined || from - running.from > LONGEST_LINE || !BLANK.hasAt(text, from - 1)) return undefined;
      effort.spend(4);
      running.option.lastIndex = from;
      const found = running.option.exec(text);
      if (found === null || COMMAND_END.test(text.slice(running.from, from))) return undefined;
      const at = running.option.lastIndex;
      return { from: at, to: at + (found[1] ?? "").length };
    };
  },
};
