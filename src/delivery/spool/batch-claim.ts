import type { SpoolBatch, SpoolClaim } from "../spool.js";
import { wholeRecords } from "./ndjson.js";
import { type OwnedFile, waiting } from "./spool-file.js";
import type { SpoolFolder } from "./spool-folder.js";
import type { SpoolStock } from "./spool-stock.js";

/** What a claimed file holds. Throws what the disk says. */
export async function readClaimed(file: OwnedFile, folder: SpoolFolder): Promise<SpoolBatch> {
  const { constants, promises } = folder.node.fs;
  const flag = constants.O_RDONLY | constants.O_NOFOLLOW;
  return { kind: file.kind, records: wholeRecords(file.kind, await promises.readFile(folder.pathOf(file), { flag })) };
}

/** A file that this process has for itself, until it is removed or released. What the disk refuses is left as it is: another process finds it. */
export class BatchClaim implements SpoolClaim {
  readonly id: string;
  readonly kind: SpoolBatch["kind"];
  readonly records: SpoolBatch["records"];
  readonly #file: OwnedFile;
  readonly #folder: SpoolFolder;
  readonly #stock: SpoolStock;

  constructor(batch: SpoolBatch, file: OwnedFile, folder: SpoolFolder, stock: SpoolStock) {
    this.id = file.id;
    this.kind = batch.kind;
    this.records = batch.records;
    this.#file = file;
    this.#folder = folder;
    this.#stock = stock;
  }

  async remove(): Promise<void> {
    try {
      await this.#folder.node.fs.promises.unlink(this.#folder.pathOf(this.#file));
      this.#stock.removed(this.#file);
    } catch {
      // It was removed already, or will be sent again: the same id twice is one row.
    }
  }

  async release(): Promise<void> {
    try {
      await this.#folder.rename(this.#file, waiting(this.#file));
    } catch {
      // It is taken back when this process is gone.
    }
  }

  releaseNow(): void {
    try {
      this.#folder.node.fs.renameSync(this.#folder.pathOf(this.#file), this.#folder.pathOf(waiting(this.#file)));
    } catch {
      // It is taken back when this process is gone.
    }
  }
}
