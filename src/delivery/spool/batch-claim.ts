import { readOwnFileAsync } from "../../runtime/private-files.js";
import type { BatchFiles } from "./batch-files.js";
import { wholeRecords } from "./ndjson.js";
import type { SpoolBatch, SpoolClaim, SpoolRest } from "./spool.js";
import type { SpoolCount } from "./spool-count.js";
import { type OwnedFile, waiting } from "./spool-file.js";
import type { SpoolFolder } from "./spool-folder.js";

/** The records of a claimed file. Throws the disk's errors. */
export async function readClaimed(file: OwnedFile, folder: SpoolFolder): Promise<SpoolBatch> {
  const records = wholeRecords(file.kind, await readOwnFileAsync(folder.pathOf(file), folder.node.fs));
  return { kind: file.kind, records, refusedMs: file.refusedMs };
}

/** What a claim needs. */
interface ClaimParts {
  readonly folder: SpoolFolder;
  readonly files: BatchFiles;
  readonly count: SpoolCount;
}

/**
 * A file that this process owns until it is removed or released. If the disk fails, it is left as it is: another
 * process finds it.
 */
export class BatchClaim implements SpoolClaim {
  readonly files: SpoolClaim["files"];
  readonly kind: SpoolBatch["kind"];
  readonly records: SpoolBatch["records"];
  readonly refusedMs: number | undefined;
  readonly bytes: number;
  readonly #file: OwnedFile;
  readonly #parts: ClaimParts;

  constructor(batch: SpoolBatch, file: OwnedFile, parts: ClaimParts) {
    this.files = [{ id: file.id, records: batch.records, refusedMs: batch.refusedMs }];
    this.kind = batch.kind;
    this.records = batch.records;
    this.refusedMs = batch.refusedMs;
    this.bytes = file.bytes;
    this.#file = file;
    this.#parts = parts;
  }

  async remove(): Promise<void> {
    const { folder, count } = this.#parts;
    try {
      await folder.node.fs.promises.unlink(folder.pathOf(this.#file));
      count.removed(this.#file);
    } catch {
      // It was removed already, or will be sent again: the same id twice is one row.
    }
  }

  async release(rest: SpoolRest = { records: this.records, refusedMs: this.refusedMs }): Promise<void> {
    if (rest.records.length < this.records.length && (await this.#rewritten(rest))) return;
    try {
      await this.#parts.folder.rename(this.#file, { ...waiting(this.#file), refusedMs: rest.refusedMs });
    } catch {
      // It is taken back when this process is gone.
    }
  }

  /** False if the disk fails: then all of it goes on waiting, and what was sent is sent again. */
  async #rewritten(rest: SpoolRest): Promise<boolean> {
    try {
      await this.#parts.files.rewrite(this.#file, { kind: this.kind, ...rest });
      return true;
    } catch {
      return false;
    }
  }

  releaseNow(): void {
    const { folder } = this.#parts;
    try {
      folder.node.fs.renameSync(folder.pathOf(this.#file), folder.pathOf(waiting(this.#file)));
    } catch {
      // It is taken back when this process is gone.
    }
  }
}
