import { uuidV7 } from "../../records/uuid-v7.js";
import {
  appendToOwnFile,
  PrivacyRefusal,
  truncateOwnFile,
  writeNewFile,
  writeNewFileInPieces,
} from "../../runtime/private-files.js";
import type { Clock } from "../clock.js";
import { bytesOfLines, recordLines } from "./ndjson.js";
import type { SpoolBatch } from "./spool.js";
import { createdMs, type OwnedFile, type SpoolFile, type WaitingFile } from "./spool-file.js";
import type { SpoolFolder } from "./spool-folder.js";

/** What one file may come to hold: as much as one request. */
export interface BatchLimits {
  readonly maxBatchRecords: number;
  readonly maxBatchBytes: number;
}

/** A file older than this takes in nothing more: it is dropped by the age of its first record. */
const MAX_GROWTH_MS = 600_000;

/** By how much a write made the folder fuller. */
export interface Increase {
  readonly files: 0 | 1;
  readonly records: number;
  readonly bytes: number;
}

/** The same, and the id of the file that holds it now. */
interface WrittenBatch extends Increase {
  readonly id: string;
}

interface Draft {
  readonly file: WaitingFile;
  readonly records: SpoolBatch["records"];
}

/**
 * Writes batches: whole under a temporary name, then renamed, so that nobody reads a half. All of it throws what the
 * disk says.
 */
export class BatchFiles {
  readonly #folder: SpoolFolder;
  readonly #clock: Pick<Clock, "wallTimeMs">;
  readonly #limits: BatchLimits;
  /**
   * What this process wrote last, of each kind. An outage in which a batch comes each second would else fill the folder
   * with small files.
   */
  readonly #growing = new Map<SpoolBatch["kind"], WaitingFile>();

  constructor(folder: SpoolFolder, clock: Pick<Clock, "wallTimeMs">, limits: BatchLimits) {
    this.#folder = folder;
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Writes the batch for whoever comes next; it may join the one before, unless the server refused it. */
  async write(batch: SpoolBatch): Promise<WrittenBatch> {
    const draft = this.#draft(batch);
    const mayGrow = batch.refusedMs === undefined;
    const joined = mayGrow ? await this.#join(draft) : undefined;
    if (joined === undefined) await this.#create(draft, draft.file);
    if (mayGrow) this.#growing.set(batch.kind, joined ?? draft.file);
    const { records, bytes } = draft.file;
    return { id: (joined ?? draft.file).id, files: joined === undefined ? 1 : 0, records, bytes };
  }

  writeNow(batch: SpoolBatch): WrittenBatch {
    const { file, records } = this.#draft(batch);
    const { fs } = this.#folder.node;
    this.#folder.whileThereNow(() => {
      const temporary = this.#folder.pathOf(this.#temporary(file));
      try {
        writeNewFile(temporary, [...recordLines(records)].join(""), fs);
        fs.renameSync(temporary, this.#folder.pathOf(file));
      } catch (error) {
        fs.rmSync(temporary, { force: true });
        throw error;
      }
    });
    return { id: file.id, files: 1, records: file.records, bytes: file.bytes };
  }

  /** Writes the batch as one that this process is sending. */
  async writeClaimed(batch: SpoolBatch): Promise<OwnedFile> {
    const draft = this.#draft(batch);
    const claim = this.#folder.owned(draft.file, "claim", this.#clock.wallTimeMs());
    await this.#create(draft, claim);
    return claim;
  }

  /** Writes what is left of a file in its place: it keeps its age. */
  async rewrite(before: OwnedFile, batch: SpoolBatch): Promise<WaitingFile> {
    const { file, records } = this.#draft(batch, before.id);
    await this.#create({ file, records }, file);
    return file;
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
        await writeNewFileInPieces(temporary, recordLines(records), fs);
        await fs.promises.rename(temporary, this.#folder.pathOf(target));
      } catch (error) {
        await fs.promises.rm(temporary, { force: true });
        throw error;
      }
    });
  }

  /**
   * Appends to the file before, under a temporary name; undefined when that is full, old, somebody else's, or stuck.
   */
  async #join({ file, records }: Draft): Promise<WaitingFile | undefined> {
    const before = this.#growing.get(file.kind);
    if (before === undefined || !this.#fits(before, file)) return undefined;
    const joined = { ...before, records: before.records + file.records, bytes: before.bytes + file.bytes };
    const temporary = this.#temporary(joined);
    if (!(await this.#folder.rename(before, temporary).catch(() => false))) return undefined;
    const { fs } = this.#folder.node;
    const path = this.#folder.pathOf(temporary);
    try {
      await appendToOwnFile(path, recordLines(records), fs);
      await fs.promises.rename(path, this.#folder.pathOf(joined));
      return joined;
    } catch (error) {
      const isForeign = error instanceof PrivacyRefusal;
      // What was there before must not suffer from what did not fit.
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
