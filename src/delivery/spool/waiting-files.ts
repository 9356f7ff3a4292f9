import { eachInTurns, sortedInTurns } from "../../runtime/in-turns.js";
import type { BatchLimits } from "./batch-files.js";
import type { MaySend } from "./spool.js";
import type { WaitingFile } from "./spool-file.js";

/** Each file needs a few calls of the disk, during which no other process can send its records. */
const MAX_FILES = 500;

/** The files of a folder that are still to be sent, as of its last reading. */
export class WaitingFiles {
  /** In the order in which they are sent. */
  readonly #files = new Set<WaitingFile>();

  /** Puts refused files after the rest, the one refused longest ago first. */
  static async inOrder(oldestFirst: readonly WaitingFile[]): Promise<WaitingFiles> {
    const inOrder = new WaitingFiles();
    const refusedLast = await sortedInTurns(oldestFirst, (one, other) => (one.refusedMs ?? 0) - (other.refusedMs ?? 0));
    await eachInTurns(refusedLast, (file) => inOrder.#files.add(file));
    return inOrder;
  }

  /** Takes out the first that may be sent, with those after it that share its request; none if nothing may be sent. */
  take(maySend: MaySend, limits: BatchLimits): readonly WaitingFile[] {
    const taken = requestOf(this.#files, maySend, limits);
    for (const file of taken) this.#files.delete(file);
    return taken;
  }
}

function requestOf(files: Iterable<WaitingFile>, maySend: MaySend, limits: BatchLimits): readonly WaitingFile[] {
  const taken: WaitingFile[] = [];
  let [records, bytes] = [0, 0];
  for (const file of files) {
    if (!maySend(file)) continue;
    const [first = file] = taken;
    // Opik's online rules may read the spans as soon as the trace exists: the spans that came before it go first.
    if (first.kind === "trace" && file.kind === "span") break;
    if (file.kind !== first.kind) continue;
    records += file.records;
    bytes += file.bytes;
    const isFull = records > limits.maxBatchRecords || bytes > limits.maxBatchBytes || taken.length === MAX_FILES;
    const isOther = (file.refusedMs === undefined) !== (first.refusedMs === undefined);
    if (taken.length > 0 && (isFull || isOther)) break;
    taken.push(file);
    // Each has a request of its own.
    if (file.kind === "attachment") break;
  }
  return taken;
}
