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
}

const MAIN = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));
const EMPTY_CONFIG = fileURLToPath(new URL("../../support/empty-opik.config", import.meta.url));

/** Runs the command in a process of its own, in a folder of its own, without the developer's own settings. */
export async function runCommand(
  args: readonly string[],
  { folder, env = {} }: CommandOptions,
): Promise<CommandOutput> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^OPIK_|_proxy$/i.test(name));
  const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), MAIN, ...args], {
    cwd: folder,
    env: { ...Object.fromEntries(inherited), OPIK_CONFIG_PATH: EMPTY_CONFIG, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { exitCode: child.exitCode, stdout, stderr };
}
