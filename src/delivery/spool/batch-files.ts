import { uuidV7 } from "../../records/uuid-v7.js";
import {
  appendToOwnFile,
  PrivacyRefusal,
  truncateOwnFile,
  writeNewFileInPieces,
  writeNewFileInPiecesNow,
} from "../../runtime/private-files.js";
import type { Clock } from "../clock.js";
import { bytesOfLines, recordLines } from "./ndjson.js";
import type { SpoolBatch } from "./spool.js";
import type { SpoolCount } from "./spool-count.js";
import { createdMs, type OwnedFile, type SpoolFile, type WaitingFile } from "./spool-file.js";
import type { SpoolFolder } from "./spool-folder.js";

/** How much one file may hold: as much as one request. */
export interface BatchLimits {
  readonly maxBatchRecords: number;
  readonly maxBatchBytes: number;
}

/** A file older than this accepts no more records: it is dropped by the age of its first record. */
const MAX_GROWTH_MS = 600_000;

interface Draft {
  readonly file: WaitingFile;
  readonly records: SpoolBatch["records"];
}

/**
 * Writes batches: whole under a temporary name, then renamed, so that nobody reads a part. Everything here throws the
 * disk's errors.
 */
export class BatchFiles {
  readonly #folder: SpoolFolder;
  readonly #clock: Pick<Clock, "wallTimeMs">;
  readonly #limits: BatchLimits;
  readonly #count: SpoolCount;
  /**
   * The last file that this process wrote, of each kind. Without it, an outage in which a batch comes each second would
   * fill the folder with small files.
   */
  readonly #growing = new Map<SpoolBatch["kind"], WaitingFile>();

  constructor(folder: SpoolFolder, clock: Pick<Clock, "wallTimeMs">, limits: BatchLimits, count: SpoolCount) {
    this.#folder = folder;
    this.#clock = clock;
    this.#limits = limits;
    this.#count = count;
  }

  /**
   * Writes the batch for the next sender; it may join the one before, unless the server refused it. Returns the file
   * that contains it.
   */
  async write(batch: SpoolBatch): Promise<WaitingFile> {
    const draft = this.#draft(batch);
    const mayGrow = batch.refusedMs === undefined;
    const file = (mayGrow ? await this.#join(draft) : undefined) ?? (await this.#createNew(draft, draft.file));
    if (mayGrow) this.#growing.set(batch.kind, file);
    return file;
  }

  writeNow(batch: SpoolBatch): WaitingFile {
    const { file, records } = this.#draft(batch);
    const { fs } = this.#folder.node;
    this.#folder.whileThereNow(() => {
      const temporary = this.#folder.pathOf(this.#temporary(file));
      try {
        writeNewFileInPiecesNow(temporary, recordLines(records), this.#folder.writing);
        this.#folder.publishNow(temporary, file);
      } catch (error) {
        fs.rmSync(temporary, { force: true });
        throw error;
      }
    });
    this.#count.added(file);
    return file;
  }

  /** Writes the batch as one that this process is sending. */
  async writeClaimed(batch: SpoolBatch): Promise<OwnedFile> {
    const draft = this.#draft(batch);
    return this.#createNew(draft, this.#folder.owned(draft.file, "claim", this.#clock.wallTimeMs()));
  }

  /** Writes what is left of a file in its place: it keeps its age. */
  async rewrite(before: OwnedFile, batch: SpoolBatch): Promise<void> {
    const draft = this.#draft(batch, before.id);
    await this.#count.during(before.id, before, async () => {
      await this.#create(draft, draft.file);
      // If the disk fails, all of it is sent again: the same id twice is one row.
      await this.#folder.node.fs.promises.unlink(this.#folder.pathOf(before)).catch(() => undefined);
      return draft.file;
    });
  }

  async #createNew<File extends SpoolFile>(draft: Draft, target: File): Promise<File> {
    return this.#count.during(target.id, undefined, async () => {
      await this.#create(draft, target);
      return target;
    });
  }

  #draft({ kind, records, refusedMs }: SpoolBatch, id = uuidV7(this.#clock.wallTimeMs() * 1000)): Draft {
    const bytes = bytesOfLines(records);
    return { file: { state: "waiting", id, kind, records: records.length, bytes, refusedMs }, records };
  }

  #temporary(file: WaitingFile): OwnedFile {
    return this.#folder.owned(file, "tmp", this.#clock.wallTimeMs());
  }

  async #create({ file, records }: Draft, target: SpoolFile): Promise<void> {
    const { fs } = this.#folder.node;
    await this.#folder.whileThere(async () => {
      const temporary = this.#folder.pathOf(this.#temporary(file));
      try {
        await writeNewFileInPieces(temporary, recordLines(records), this.#folder.writing);
        await this.#folder.publish(temporary, target);
      } catch (error) {
        await fs.promises.rm(temporary, { force: true });
        throw error;
      }
    });
  }

  /**
   * Appends to the file before, under a temporary name; undefined if that is full, old, owned by another process, or
   * stuck.
   */
  async #join(draft: Draft): Promise<WaitingFile | undefined> {
    const before = this.#growing.get(draft.file.kind);
    if (before === undefined || !this.#fits(before, draft.file)) return undefined;
    // Until it has this batch, no other one joins it.
    this.#growing.delete(before.kind);
    return this.#count.during(before.id, before, () => this.#append(draft, before));
  }

  async #append({ file, records }: Draft, before: WaitingFile): Promise<WaitingFile | undefined> {
    const joined = { ...before, records: before.records + file.records, bytes: before.bytes + file.bytes };
    const temporary = this.#temporary(joined);
    if (!(await this.#folder.rename(before, temporary).catch(() => false))) return undefined;
    const { fs } = this.#folder.node;
    const path = this.#folder.pathOf(temporary);
    try {
      await appendToOwnFile(path, recordLines(records), this.#folder.writing);
      await this.#folder.publish(path, joined);
      return joined;
    } catch (error) {
      const isForeign = error instanceof PrivacyRefusal;
      // The records that were there before must not suffer from one that did not fit.
      if (!isForeign) await truncateOwnFile(path, before.bytes, fs);
      await fs.promises.rename(path, this.#folder.pathOf(before));
      if (isForeign) return undefined;
      throw error;
    }
  }

  #fits(before: WaitingFile, file: WaitingFile): boolean {
    return (
      before.records + file.records <= this.#limits.maxBatchRecords &&
      before.bytes + file.bytes <= this.#limits.maxBatchBytes &&
      Math.abs(createdMs(file) - createdMs(before)) < MAX_GROWTH_MS
    );
  }
}
