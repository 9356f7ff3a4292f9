import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Holds no `.opik.config`. */
const EMPTY_HOME = fileURLToPath(new URL("..", import.meta.url));

/** Starts a module of this package in a fresh process, without any setting of the person who runs the benchmark. */
export function startChild(
  moduleUrl: URL,
  args: readonly string[],
  nodeFlags: readonly string[] = [],
  settings: Readonly<Record<string, string>> = {},
): ChildProcess {
  return fork(moduleUrl, args, {
    execArgv: [...nodeFlags],
    env: { PATH: process.env.PATH, HOME: EMPTY_HOME, OPIK_LOG_LEVEL: "ERROR", LANGSMITH_TRACING: "false", ...settings },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

/** @throws Error when the process ends instead. */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  try {
    return await Promise.race([firstMessage(child, ended.signal), endOf(child, ended.signal)]);
  } finally {
    ended.abort();
  }
}

export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

async function firstMessage(child: ChildProcess, signal: AbortSignal): Promise<unknown> {
  const [message]: unknown[] = await once(child, "message", { signal });
  return message;
}

async function endOf(child: ChildProcess, signal: AbortSignal): Promise<never> {
  await once(child, "exit", { signal });
  throw new Error(`${child.spawnargs.join(" ")} ended before it answered.`);
}
