import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { commandLine, strangersEnvironment } from "./run-command.js";

/** The command `ui` in a process of its own. */
export interface RunningUi {
  readonly child: ChildProcess;
  /** Where the page is. */
  readonly url: string;
  /** All that it has printed so far. */
  readonly output: () => string;
  /** Resolves when it has printed this. */
  readonly printed: (text: string) => Promise<void>;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** Starts it, and resolves when it listens. Ended with the test. */
export async function startUi(
  folder: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningUi> {
  const [file = "", ...given] = commandLine(["ui", ...args]);
  const child = spawn(file, given, {
    ...{ cwd: folder, stdio: ["ignore", "pipe", "pipe"] },
    env: { ...strangersEnvironment(), ...env },
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      child.emit("printed");
    });
  }
  const closed = once(child, "close").then((): number | NodeJS.Signals | null => child.exitCode ?? child.signalCode);
  const printed = async (text: string) => {
    while (!output.includes(text)) {
      const more = once(child, "printed").then(() => "printed");
      if ((await Promise.race([more, closed])) !== "printed" && !output.includes(text)) throw new Error(output);
    }
  };
  await printed("OPIK_URL_OVERRIDE=");
  const [, url = ""] = /Traces: (\S+)/.exec(output) ?? [];
  return { child, url, output: () => output, printed, ended: closed };
}
