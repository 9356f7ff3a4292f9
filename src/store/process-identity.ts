import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** A process of this machine or of another. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Tells it from later processes with the same number, such as number 1 of a container. Linux only. */
  readonly startMark?: string;
}

export function thisProcess(): ProcessIdentity {
  const startMark = startMarkOf(process.pid);
  return { pid: process.pid, host: hostname(), ...(startMark !== undefined && { startMark }) };
}

/** `elsewhere`: it is a process of another host, of which nothing can be known from here. */
export function stateOf({ pid, host, startMark }: ProcessIdentity): "running" | "gone" | "elsewhere" {
  if (host !== hostname()) return "elsewhere";
  if (!isRunning(pid)) return "gone";
  const mark = startMark === undefined ? undefined : startMarkOf(pid);
  return mark === undefined || mark === startMark ? "running" : "gone";
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It exists and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

// The 22nd field of its stat file is its start in ticks since boot; names with spaces and brackets stand before it.
const START_TICKS_AFTER_NAME = 19;

function startMarkOf(pid: number): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return `${boot}:${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[START_TICKS_AFTER_NAME]}`;
  } catch {
    return undefined;
  }
}
