import { eachInTurns } from "../../runtime/in-turns.js";
import type { SpoolContents } from "./spool.js";
import type { SpoolFile } from "./spool-file.js";

type Amount = SpoolContents;
type CountedFile = Pick<SpoolFile, "id" | "records" | "bytes">;

const NOTHING: Amount = { files: 0, records: 0, bytes: 0 };

/**
 * The last known content of a folder, with what this process did since. A listing takes time: a file that is written or
 * removed meanwhile may appear in it as before or after, under either name, and this process knows better.
 */
export class SpoolCount {
  #contents: Amount = NOTHING;
  /** Files that are being written, and how they count until that is done. */
  readonly #beingWritten = new Map<string, Amount>();
  /** For each listing in progress, the files that changed since it began, and how they count now. */
  readonly #changes = new Set<Map<string, Amount>>();

  get contents(): SpoolContents {
    return this.#contents;
  }

  /** Writes a file, which counts as `before` until that is done. Undefined if nothing was done to it. */
  async during<File extends CountedFile | undefined>(
    id: string,
    before: CountedFile | undefined,
    write: () => Promise<File>,
  ): Promise<File> {
    const amountBefore = amountOf(before);
    this.#beingWritten.set(id, amountBefore);
    try {
      const file = await write();
      if (file !== undefined) this.#change(id, amountBefore, amountOf(file));
      return file;
    } catch (error) {
      this.#change(id, amountBefore, amountBefore);
      throw error;
    } finally {
      this.#beingWritten.delete(id);
    }
  }

  added(file: CountedFile): void {
    this.#change(file.id, NOTHING, amountOf(file));
  }

  removed(file: CountedFile): void {
    this.#change(file.id, amountOf(file), NOTHING);
  }

  /** Counts again from what a listing shows. */
  async listing(list: () => Promise<readonly SpoolFile[]>): Promise<readonly SpoolFile[]> {
    const changes = new Map<string, Amount>();
    this.#changes.add(changes);
    try {
      const files = await list();
      const listed = new Map<string, SpoolFile>();
      let [records, bytes] = [0, 0];
      await eachInTurns(files, (file) => {
        // Journals are not batches that wait. One that was renamed meanwhile may be there under both names.
        if (file.state === "journal" || listed.has(file.id)) return;
        listed.set(file.id, file);
        records += file.records;
        bytes += file.bytes;
      });
      const known = new Map([...changes, ...this.#beingWritten]);
      const asListed = [...known.keys()].map((id) => amountOf(listed.get(id)));
      const all = [...known.values()].reduce(plus, { files: listed.size, records, bytes });
      this.#contents = asListed.reduce(minus, all);
      return files;
    } finally {
      this.#changes.delete(changes);
    }
  }

  #change(id: string, before: Amount, after: Amount): void {
    this.#contents = minus(plus(this.#contents, after), before);
    for (const changes of this.#changes) changes.set(id, after);
  }
}

function amountOf(file: CountedFile | undefined): Amount {
  return file === undefined ? NOTHING : { files: 1, records: file.records, bytes: file.bytes };
}

function plus(one: Amount, other: Amount): Amount {
  return {
    files: one.files + other.files,
    records: one.records + other.records,
    bytes: one.bytes + other.bytes,
  };
}

function minus(one: Amount, other: Amount): Amount {
  return {
    files: one.files - other.files,
    records: one.records - other.records,
    bytes: one.bytes - other.bytes,
  };
}
