import { sortedInTurns } from "../../runtime/in-turns.js";
import type { Clock } from "../clock.js";
import type { Increase } from "./batch-files.js";
import type { OnSpoolDrop, SpoolContents } from "./spool.js";
import { createdMs, type OwnedFile, type SpoolFile, type WaitingFile } from "./spool-file.js";
import type { SpoolFolder } from "./spool-folder.js";
import { leftBehind, takeBack } from "./take-back.js";

export interface SpoolLimits {
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

interface SpoolRetentionParts {
  readonly folder: SpoolFolder;
  readonly clock: Pick<Clock, "wallTimeMs" | "elapsedMs">;
  readonly limits: SpoolLimits;
  readonly onDrop: OnSpoolDrop;
}

/** What other processes write shows when the folder is read again; until then their files are not counted. */
export const SEEN_FOR_MS = 10_000;

/**
 * What a folder holds, kept within its limits: the oldest goes first, and is counted by the one process that removed
 * it.
 */
export class SpoolRetention {
  readonly #parts: SpoolRetentionParts;
  #contents: SpoolContents = { files: 0, records: 0, bytes: 0 };
  #seenAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: SpoolRetentionParts) {
    this.#parts = parts;
  }

  /** What was last seen, and what this process did since. */
  get contents(): SpoolContents {
    return this.#contents;
  }

  added({ files, records, bytes }: Increase): void {
    const before = this.#contents;
    this.#contents = {
      files: before.files + files,
      records: before.records + records,
      bytes: before.bytes + bytes,
    };
  }

  removed({ records, bytes }: SpoolFile): void {
    const before = this.#contents;
    this.#contents = { files: before.files - 1, records: before.records - records, bytes: before.bytes - bytes };
  }

  /** Reads the folder when too much may be in it. */
  async keepWithinLimits(): Promise<void> {
    const isStale = this.#parts.clock.elapsedMs() - this.#seenAtMs > SEEN_FOR_MS;
    if (isStale || this.#contents.bytes > this.#parts.limits.maxBytes) await this.waiting();
  }

  /** What nobody sends, oldest first. What dead processes had is among it, and what was too much or too old is gone. */
  async waiting(): Promise<readonly WaitingFile[]> {
    const { folder, clock } = this.#parts;
    const files = await folder.list();
    this.#see(files);
    const found = files.filter((file) => file.state === "waiting");
    const owned = files.filter((file) => file.state !== "waiting");
    for (const file of leftBehind(owned, folder, clock.wallTimeMs())) found.push(...(await this.#takenBack(file)));
    const oldestFirst = await sortedInTurns(found, (one, other) => (one.id < other.id ? -1 : 1));
    const dropped = new Set<WaitingFile>();
    for (const file of oldestFirst) {
      const reason = this.#reasonToDrop(file);
      if (reason === undefined) continue;
      dropped.add(file);
      await this.#drop(file, reason);
    }
    return oldestFirst.filter((file) => !dropped.has(file));
  }

  /** Makes the file this process's own; undefined when another process was faster, or the disk refuses. */
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

  async #takenBack(file: OwnedFile): Promise<readonly WaitingFile[]> {
    const back = await takeBack(file, this.#parts.folder);
    if (back === undefined) return [];
    if (file.state === "claim") return [back];
    // What a folder is seen to hold counts batches by their names, and no journals.
    if (file.state === "tmp") this.removed(file);
    this.added({ ...back, files: 1 });
    return [back];
  }

  #reasonToDrop(file: WaitingFile): Parameters<OnSpoolDrop>[0] | undefined {
    const { limits, clock } = this.#parts;
    if (clock.wallTimeMs() - createdMs(file) > limits.maxAgeMs) return "spool_expired";
    return this.#contents.bytes > limits.maxBytes ? "spool_full" : undefined;
  }

  /**
   * Several processes may find the same file to be too much: the one that can claim it counts it. One that the disk
   * does not let go takes no room from the others.
   */
  async #drop(file: WaitingFile, reason: Parameters<OnSpoolDrop>[0]): Promise<void> {
    const { folder, onDrop } = this.#parts;
    const claim = await this.claim(file);
    this.removed(file);
    if (claim === undefined) return;
    try {
      await folder.node.fs.promises.rm(folder.pathOf(claim), { force: true });
    } catch {
      // It is found again when this process is gone.
      return;
    }
    onDrop(reason, file.records);
  }

  #see(files: readonly SpoolFile[]): void {
    const batches = files.filter(({ state }) => state !== "journal");
    const sum = (field: "records" | "bytes") => batches.reduce((total, file) => total + file[field], 0);
    this.#contents = { files: batches.length, records: sum("records"), bytes: sum("bytes") };
    this.#seenAtMs = this.#parts.clock.elapsedMs();
  }
}
