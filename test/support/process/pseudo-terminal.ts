import { spawn } from "node:child_process";
import { once } from "node:events";
import { stripVTControlCharacters } from "node:util";

/** Keys as a terminal sends them. */
export const KEYS = { enter: "\r", down: "\u001b[B", right: "\u001b[C", interrupt: "\u0003", clear: "\u0015" };

export interface PseudoTerminal {
  /** All that was shown so far, without colours and movements. */
  readonly screen: () => string;
  /** Resolves when the text has been shown since the wait before; rejects when the command ends without it. */
  readonly shows: (text: string) => Promise<void>;
  readonly type: (keys: string) => void;
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

interface TerminalOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly columns?: number;
}

/** Windows has no `script`. */
export const HAS_TERMINAL = process.platform === "linux" || process.platform === "darwin";

/** Runs a command in a real terminal, which the system's `script` makes: Node itself can't make one. */
export function openTerminal(command: readonly string[], { cwd, env, columns = 80 }: TerminalOptions): PseudoTerminal {
  const line = `stty cols ${columns} rows 40; exec ${command.map(quoted).join(" ")}`;
  const args = process.platform === "darwin" ? ["-q", "/dev/null", "sh", "-c", line] : ["-qefc", line, "/dev/null"];
  const child = spawn("script", args, { cwd, env: { ...env, TERM: "xterm", SHELL: "/bin/sh" }, stdio: "pipe" });
  let shown = "";
  let seen = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
  });
  const screen = () => stripVTControlCharacters(shown);
  const closed = once(child, "close");
  return {
    screen,
    shows: async (text) => {
      while (!screen().includes(text, seen)) {
        if (child.stdout.closed) throw new Error(`The command ended before it showed "${text}":\n${screen()}`);
        await Promise.race([once(child.stdout, "data"), closed]);
      }
      seen = screen().indexOf(text, seen) + text.length;
    },
    type: (keys) => {
      child.stdin.write(keys);
    },
    ended: closed.then(() => child.exitCode),
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
