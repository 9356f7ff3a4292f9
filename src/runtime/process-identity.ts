import { type NodeModules, shortHash } from "./node-modules.js";

/** Identifies a process among all others, in files that other processes read. */
export interface ProcessIdentity {
  /** The machine, and the container on it: pids of two containers mean nothing to each other. */
  readonly host: string;
  readonly pid: number;
  /** When the process began, so that a pid used again is not taken for it. */
  readonly birth: string;
}

/**
 * `unknown`: the process is on another machine or in another container, or the start of a process can't be read here.
 */
export type ProcessStatus = "alive" | "dead" | "unknown";

type Node = Pick<NodeModules, "fs" | "os" | "crypto">;

const NO_BIRTH = "0";

let own: ProcessIdentity | undefined;

/** The same for all threads of this process. */
export function thisProcess(node: Node): ProcessIdentity {
  own ??= { host: hostOf(node), pid: process.pid, birth: birthOf(process.pid, node) ?? NO_BIRTH };
  return own;
}

export function processStatus({ host, pid, birth }: ProcessIdentity, node: Node): ProcessStatus {
  const self = thisProcess(node);
  if (host !== self.host) return "unknown";
  if (pid === self.pid && birth === self.birth) return "alive";
  if (!hasProcess(pid)) return "dead";
  const birthNow = birthOf(pid, node);
  if (birthNow === undefined || birth === NO_BIRTH) return "unknown";
  return birthNow === birth ? "alive" : "dead";
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user exists too, but may not be signalled.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

function hostOf(node: Node): string {
  const namespace = readIfAllowed(() => node.fs.readlinkSync("/proc/self/ns/pid")) ?? "";
  return shortHash(`${node.os.hostname()}\n${namespace}`, node);
}

/**
 * The boot of the machine and the tick in which the process began; only on Linux can everyone read them. For a zombie,
 * a process that has ended and was not collected by its parent, the fact that it has ended.
 */
function birthOf(pid: number, node: Node): string | undefined {
  const stat = readIfAllowed(() => node.fs.readFileSync(`/proc/${pid}/stat`, "utf8"));
  const boot = readIfAllowed(() => node.fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8"));
  // The name of the program, in parentheses, may hold blanks and parentheses itself.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields?.[STATE] === ZOMBIE) return ZOMBIE;
  const startTick = fields?.[START_TICK];
  return startTick === undefined || boot === undefined ? undefined : shortHash(`${boot}\n${startTick}`, node);
}

/** The third and the 22nd field of the line, counted from the third, which follows the name. */
const STATE = 0;
const START_TICK = 19;
const ZOMBIE = "Z";

function readIfAllowed(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
