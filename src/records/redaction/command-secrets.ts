import { MarkedText } from "./marked-text.js";

/** Spares most texts the closer look. */
const OPTION = /\s-(?:[upa]|-user|-proxy-user)/;
const COMMAND = /\b(?:curl|wget|http|mysql|mariadb|sshpass|redis-cli|docker login)/;

/** Commands, what ends them, and options before passwords: `-u name:…`, `-p…` and `-p …`. */
const PARTS =
  /[\n|;&]|\b(curl|wget|http|mysql|mariadb|sshpass|redis-cli|docker login)\w{0,10}(?=\s)|\s(?:(?:-u|--user|--proxy-user)[ =]{0,3}["']?[^\s:"']{1,100}(:)|-(p)(?=[^\s-])|-[pa](\s{1,3}))["']?(?=([^\s"']{1,200}))/g;

/** Which of these options is before a password. */
const OPTIONS = new Map<string, "user" | "joined" | "apart">([
  ...["curl", "wget", "http"].map((command) => [command, "user"] as const),
  ...["mysql", "mariadb"].map((command) => [command, "joined"] as const),
  ...["sshpass", "redis-cli", "docker login"].map((command) => [command, "apart"] as const),
]);
/** Farther on, it is another line of a text that has no lines. */
const LONGEST_LINE = 300;

/** The text without the passwords on command lines of programs that take them without a name. */
export function withoutCommandSecrets(text: string, mark: string): string {
  if (!OPTION.test(text) || !COMMAND.test(text)) return text;
  const shown = new MarkedText(text, mark);
  let running: { readonly command: string; readonly from: number } | undefined;
  PARTS.lastIndex = 0;
  for (let found = PARTS.exec(text); found !== null; found = PARTS.exec(text)) {
    const [, command, colon, joined, blank, password] = found;
    if (password === undefined) {
      running = command === undefined ? undefined : { command, from: found.index };
      continue;
    }
    const option =
      colon !== undefined ? "user" : joined !== undefined ? "joined" : blank !== undefined ? "apart" : undefined;
    if (running === undefined || found.index - running.from > LONGEST_LINE || OPTIONS.get(running.command) !== option)
      continue;
    const from = PARTS.lastIndex;
    PARTS.lastIndex = from + password.length;
    if (!text.startsWith(mark, from) && !shown.hide(from, PARTS.lastIndex)) break;
  }
  return shown.toString();
}
