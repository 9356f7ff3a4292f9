import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

export interface CommandOutput {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface CommandOptions {
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether nobody reads what it prints, as after `| head -0`. */
  readonly closesOutput?: boolean;
}

/** Of a form that no other text has. */
export const KEY = "the-secret-key-of-a-test";

const MAIN = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));
const EMPTY_CONFIG = fileURLToPath(new URL("../../support/empty-opik.config", import.meta.url));

/** Runs the command from its sources, in a process of its own. */
export function runCommand(args: readonly string[], options: CommandOptions): Promise<CommandOutput> {
  return runProcess([process.execPath, "--import", import.meta.resolve("tsx"), MAIN, ...args], options);
}

/** Runs a program in a folder of its own, without the developer's own settings. */
export async function runProcess(
  [file = "", ...args]: readonly string[],
  { folder, env = {}, closesOutput = false }: CommandOptions,
): Promise<CommandOutput> {
  const child = spawn(file, args, {
    cwd: folder,
    env: { ...strangersEnvironment(), NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (closesOutput) child.stdout.destroy();
  const [stdout, stderr] = await Promise.all([
    closesOutput ? "" : text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { exitCode: child.exitCode, stdout, stderr };
}

/** The variables of this process without those that say where traces go, and by which way. */
export function strangersEnvironment(): Readonly<Record<string, string | undefined>> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^OPIK_|_proxy$|^NODE_OPTIONS$/i.test(name));
  return { ...Object.fromEntries(inherited), OPIK_CONFIG_PATH: EMPTY_CONFIG };
}
