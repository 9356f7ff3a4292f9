import type { SerializedRecord } from "../../records/record-sink.js";
import { uuidV7 } from "../../records/uuid-v7.js";
import { openNewFile } from "../../runtime/private-files.js";
import type { Clock } from "../clock.js";
import { utf8Length } from "../queue/record-size.js";
import type { Journal } from "./spool.js";
import type { OwnedFile } from "./spool-file.js";
import type { SpoolFolder } from "./spool-folder.js";

/** Small enough that little is sent twice after a crash, large enough that files are opened rarely. */
const SEGMENT_BYTES = 1_000_000;

/** One file of the journal: records of one kind, so that it can wait like any batch when its process is gone. */
interface Segment {
  readonly file: OwnedFile;
  readonly descriptor: number;
  bytes: number;
  unsettled: number;
}

/** Keeps every record on disk before `accept` returns, until it is settled. */
export class SpoolJournal implements Journal {
  readonly #folder: SpoolFolder;
  readonly #clock: Pick<Clock, "wallTimeMs">;
  readonly #onFailure: (error: unknown) => void;
  readonly #segmentOf = new WeakMap<SerializedRecord, Segment>();
  /** The file of each kind that is appended to. */
  readonly #current = new Map<SerializedRecord["kind"], Segment>();

  constructor(folder: SpoolFolder, clock: Pick<Clock, "wallTimeMs">, onFailure: (error: unknown) => void) {
    this.#folder = folder;
    this.#clock = clock;
    this.#onFailure = onFailure;
  }

  append(record: SerializedRecord): boolean {
    try {
      const segment = this.#current.get(record.kind) ?? this.#open(record.kind);
      this.#write(segment, lineOf(record));
      segment.unsettled += 1;
      this.#segmentOf.set(record, segment);
      if (segment.bytes >= SEGMENT_BYTES) this.#current.delete(record.kind);
      return true;
    } catch (error) {
      this.#onFailure(error);
      return false;
    }
  }

  settled(records: readonly SerializedRecord[]): void {
    for (const record of records) {
      const segment = this.#segmentOf.get(record);
      if (segment === undefined) continue;
      this.#segmentOf.delete(record);
      segment.unsettled -= 1;
      if (segment.unsettled === 0) this.#remove(segment);
    }
  }

  #open(kind: SerializedRecord["kind"]): Segment {
    const nowMs = this.#clock.wallTimeMs();
    const id = uuidV7(nowMs * 1000);
    const file = this.#folder.owned({ id, kind, records: 0, bytes: 0 }, "journal", nowMs);
    const descriptor = this.#folder.whileThereNow(() => this.#create(this.#folder.pathOf(file)));
    const segment = { file, descriptor, bytes: 0, unsettled: 0 };
    this.#current.set(kind, segment);
    return segment;
  }

  #create(path: string): number {
    const { fs } = this.#folder.node;
    const descriptor = openNewFile(path, fs);
    try {
      this.#folder.syncNamesNow();
      return descriptor;
    } catch (error) {
      fs.closeSync(descriptor);
      fs.unlinkSync(path);
      throw error;
    }
  }

  #write(segment: Segment, line: Buffer): void {
    const { fs, isSynced } = this.#folder.writing;
    try {
      // A disk that takes a part says with the rest what is wrong.
      for (let written = 0; written < line.byteLength; ) {
        written += fs.writeSync(segment.descriptor, line, written, line.byteLength - written, segment.bytes + written);
      }
      if (isSynced) fs.fsyncSync(segment.descriptor);
    } catch (error) {
      // What a crash leaves must not end in the middle of a line.
      fs.ftruncateSync(segment.descriptor, segment.bytes);
      throw error;
    }
    segment.bytes += line.byteLength;
  }

  #remove({ file, descriptor }: Segment): void {
    const { fs } = this.#folder.node;
    if (this.#current.get(file.kind)?.file === file) this.#current.delete(file.kind);
    try {
      fs.closeSync(descriptor);
      fs.unlinkSync(this.#folder.pathOf(file));
    } catch {
      // Taken away, or found again when this process is gone: the same id twice is one row.
    }
  }
}

/** Encoded directly: joining the text and the line break would copy a record that may be megabytes. */
function lineOf({ json }: SerializedRecord): Buffer {
  const bytes = utf8Length(json);
  const line = Buffer.allocUnsafe(bytes + 1);
  line.write(json);
  line.write("\n", bytes);
  return line;
}
