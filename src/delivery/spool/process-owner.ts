import { diskErrorCode } from "./disk-error.js";
import { type NodeModules, shortHash } from "./node-modules.js";

/** The process that has a file to itself, as the file's name tells it. */
export interface Owner {
  /** The machine, and the container on it: pids of two containers mean nothing to each other. */
  readonly host: string;
  readonly pid: number;
  /** When the process began, so that a pid used again is not taken for it. */
  readonly birth: string;
}

export type OwnerFate = "alive" | "dead" | "unknown";

const NO_BIRTH = "0";

let own: Owner | undefined;

/** The same for all threads of this process. */
export function thisProcess(node: NodeModules): Owner {
  own ??= { host: hostOf(node), pid: process.pid, birth: birthOf(process.pid, node) ?? NO_BIRTH };
  return own;
}

export function isSameOwner(one: Owner, other: Owner): boolean {
  return one.pid === other.pid && one.birth === other.birth && one.host === other.host;
}

/** What became of a process that has a file. It can be known of this machine alone. */
export function fateOf(owner: Owner, node: NodeModules): OwnerFate {
  if (owner.host !== thisProcess(node).host) return "unknown";
  if (!hasProcess(owner.pid)) return "dead";
  const birth = birthOf(owner.pid, node);
  if (birth === undefined || owner.birth === NO_BIRTH) return "unknown";
  return birth === owner.birth ? "alive" : "dead";
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is there too, and may not be signalled.
    return diskErrorCode(error) !== "ESRCH";
  }
}

function hostOf(node: NodeModules): string {
  const namespace = quietRead(() => node.fs.readlinkSync("/proc/self/ns/pid")) ?? "";
  return shortHash(`${node.os.hostname()}\n${namespace}`, node);
}

/** The boot of the machine and the tick in which the process began; only Linux tells them to everyone. */
function birthOf(pid: number, node: NodeModules): string | undefined {
  const stat = quietRead(() => node.fs.readFileSync(`/proc/${pid}/stat`, "utf8"));
  const boot = quietRead(() => node.fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8"));
  // The name of the program, in parentheses, may hold blanks and parentheses itself.
  const startTick = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[START_TICK];
  return startTick === undefined || boot === undefined ? undefined : shortHash(`${boot}\n${startTick}`, node);
}

/** The 22nd field of the line, counted from the third, which follows the name. */
const START_TICK = 19;

function quietRead(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
