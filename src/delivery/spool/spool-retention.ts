import { eachInTurns, sortedInTurns } from "../../runtime/in-turns.js";
import type { Clock } from "../clock.js";
import type { OnSpoolDrop } from "./spool.js";
import type { SpoolCount } from "./spool-count.js";
import { createdMs, type OwnedFile, type WaitingFile } from "./spool-file.js";
import type { SpoolFolder } from "./spool-folder.js";
import { leftBehind, takeBack } from "./take-back.js";

export interface SpoolLimits {
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

interface SpoolRetentionParts {
  readonly folder: SpoolFolder;
  readonly count: SpoolCount;
  readonly clock: Pick<Clock, "wallTimeMs" | "elapsedMs">;
  readonly limits: SpoolLimits;
  readonly onDrop: OnSpoolDrop;
}

/** The files of other processes appear when the folder is read again; until then they are not counted. */
export const SEEN_FOR_MS = 10_000;

/**
 * The content of a folder, kept within its limits: the oldest files are removed first, and counted by the one process
 * that removed them.
 */
export class SpoolRetention {
  readonly #parts: SpoolRetentionParts;
  #seenAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: SpoolRetentionParts) {
    this.#parts = parts;
  }

  /** Reads the folder if it may hold too much. */
  async keepWithinLimits(): Promise<void> {
    const isStale = this.#parts.clock.elapsedMs() - this.#seenAtMs > SEEN_FOR_MS;
    if (isStale || this.#bytes > this.#parts.limits.maxBytes) await this.waiting();
  }

  /**
   * The files that nobody is sending, oldest first, including those of dead processes; what was too much or too old has
   * been removed.
   */
  async waiting(): Promise<readonly WaitingFile[]> {
    const { folder, count, clock } = this.#parts;
    const files = await count.listing(() => folder.list());
    this.#seenAtMs = clock.elapsedMs();
    const found: WaitingFile[] = [];
    const owned: OwnedFile[] = [];
    await eachInTurns(files, (file) => {
      if (file.state === "waiting") found.push(file);
      else owned.push(file);
    });
    for (const file of leftBehind(owned, folder, clock.wallTimeMs())) {
      const back = await this.#takenBack(file);
      if (back !== undefined) found.push(back);
    }
    const oldestFirst = await sortedInTurns(found, (one, other) => (one.id < other.id ? -1 : 1));
    return oldestFirst.slice(await this.#dropOldest(oldestFirst));
  }

  /** Makes this process the file's owner; undefined if another process was faster, or the disk fails. */
  async claim(file: WaitingFile): Promise<OwnedFile | undefined> {
    const { folder, clock } = this.#parts;
    const claim = folder.owned(file, "claim", clock.wallTimeMs());
    try {
      return (await folder.rename(file, claim)) ? claim : undefined;
    } catch {
      // One file that can't be moved must not keep the others from their turn.
      return undefined;
    }
  }

  async #takenBack(file: OwnedFile): Promise<WaitingFile | undefined> {
    const { folder, count } = this.#parts;
    const back = await takeBack(file, folder);
    if (back === undefined || file.state === "claim") return back;
    // What a folder is seen to hold counts batches by their names, and no journals.
    if (file.state === "tmp") count.removed(file);
    count.added(back);
    return back;
  }

  /** Returns how many were dropped: after the first that may stay, all may. */
  async #dropOldest(oldestFirst: readonly WaitingFile[]): Promise<number> {
    let dropped = 0;
    for (const file of oldestFirst) {
      const reason = this.#reasonToDrop(file);
      if (reason === undefined) break;
      await this.#drop(file, reason);
      dropped += 1;
    }
    return dropped;
  }

  #reasonToDrop(file: WaitingFile): Parameters<OnSpoolDrop>[0] | undefined {
    const { limits, clock } = this.#parts;
    if (clock.wallTimeMs() - createdMs(file) > limits.maxAgeMs) return "spool_expired";
    return this.#bytes > limits.maxBytes ? "spool_full" : undefined;
  }

  /**
   * Several processes may find the same file to be too much: the one that can claim it counts it. A file that the disk
   * does not release takes no room from the others.
   */
  async #drop(file: WaitingFile, reason: Parameters<OnSpoolDrop>[0]): Promise<void> {
    const { folder, count, onDrop } = this.#parts;
    const claim = await this.claim(file);
    count.removed(file);
    if (claim === undefined) return;
    try {
      await folder.node.fs.promises.unlink(folder.pathOf(claim));
    } catch {
      // It is found again when this process is gone.
      return;
    }
    onDrop(reason, file.records);
  }

  get #bytes(): number {
    return this.#parts.count.contents.bytes;
  }
}
