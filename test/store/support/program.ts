import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { NODE_FLAGS } from "../../support/process/node-flags.js";
import { onceBuilt } from "../../support/process/once-built.js";

/** A TypeScript program of test/store/programs in a process of its own. */
export interface Program {
  readonly pid: number | undefined;
  /** The next line that it prints. */
  readonly nextLine: () => Promise<string>;
  /** Gives it a line, and returns the next that it prints. */
  readonly ask: (line: string) => Promise<string>;
  /** Its exit code, when it has ended by itself. */
  readonly ended: Promise<number | null>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Ends it as `kill -9` does. */
  readonly kill: () => Promise<void>;
}

export function startProgram(name: string, ...args: readonly string[]): Program {
  const program = onceBuilt(new URL(`../programs/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [...NODE_FLAGS, program, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit").then(() => child.exitCode);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const line: IteratorResult<string, unknown> = await lines.next();
    if (line.done === true) throw new Error(`${name} ended before it printed a line.`);
    return line.value;
  };
  return {
    pid: child.pid,
    nextLine,
    ask(line) {
      child.stdin.write(`${line}\n`);
      return nextLine();
    },
    ended,
    signal: (signal) => child.kill(signal),
    kill: () => kill(child),
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}
