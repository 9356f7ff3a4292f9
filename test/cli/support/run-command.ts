import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { NODE_FLAGS } from "../../support/process/node-flags.js";
import { onceBuilt } from "../../support/process/once-built.js";

export interface CommandOutput {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether nobody reads what it prints, as after `| head -0`. */
  readonly closesOutput?: boolean;
  /** What it reads. Default: nothing. */
  readonly input?: string;
}

/** Of a form that no other text has. */
export const KEY = "the-secret-key-of-a-test";

const MAIN = new URL("../../../src/cli/main.ts", import.meta.url);
const EMPTY_CONFIG = fileURLToPath(new URL("../../support/empty-opik.config", import.meta.url));

/** What starts the command. */
export function commandLine(args: readonly string[]): readonly string[] {
  return [process.execPath, ...NODE_FLAGS, onceBuilt(MAIN), ...args];
}

/** Runs the command in a process of its own. */
export function runCommand(args: readonly string[], options: CommandOptions): Promise<CommandOutput> {
  return runProcess(commandLine(args), options);
}

/** Runs a program in a folder of its own, without the developer's own settings. */
export async function runProcess(
  [file = "", ...args]: readonly string[],
  { folder, env = {}, closesOutput = false, input = "" }: CommandOptions,
): Promise<CommandOutput> {
  const child = spawn(file, args, {
    cwd: folder,
    env: { ...strangersEnvironment(), ...env },
    stdio: "pipe",
  });
  // A command that does not read all of it is no fault of the test.
  child.stdin.on("error", () => undefined).end(input);
  if (closesOutput) child.stdout.destroy();
  const [stdout, stderr] = await Promise.all([
    closesOutput ? "" : text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { exitCode: child.exitCode, stdout, stderr };
}

const NOT_INHERITED = /^OPIK_|_proxy$|^(NODE_OPTIONS|CI|FORCE_COLOR|NO_COLOR)$/i;

/** The variables of this process without those that say where traces go, by which way, and how output looks. */
export function strangersEnvironment(): Readonly<Record<string, string | undefined>> {
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name));
  return { ...Object.fromEntries(inherited), OPIK_CONFIG_PATH: EMPTY_CONFIG };
}
