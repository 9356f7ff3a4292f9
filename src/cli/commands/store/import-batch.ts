import type { SerializedRecord } from "../../../records/record-sink.js";
import type { TraceStore } from "../../../store/index.js";
import { type ImportLine, MAX_LINE_BYTES } from "./import-lines.js";
import { importedRecord } from "./import-record.js";

export interface RefusedLine {
  readonly line: number;
  readonly why: string;
}

interface WaitingRecord {
  readonly line: number;
  readonly kind: SerializedRecord["kind"];
  readonly record: object;
}

const RECORDS_A_BATCH = 500;
/** More would help nobody. */
const MAX_REFUSED_LINES = 20;

/** Records on their way from lines into the store, some hundred at a time. */
export class ImportBatch {
  readonly #store: TraceStore;
  #waiting: WaitingRecord[] = [];
  #stored = 0;
  #refused = 0;
  readonly #refusedLines: RefusedLine[] = [];

  constructor(store: TraceStore) {
    this.#store = store;
  }

  get stored(): number {
    return this.#stored;
  }

  /** Lines that are no record, and records that no database holds. */
  get refused(): number {
    return this.#refused;
  }

  /** The first of them. */
  get refusedLines(): readonly RefusedLine[] {
    return this.#refusedLines;
  }

  async add(line: ImportLine): Promise<void> {
    if (line.kind === "too long") this.#refuse(line.number, `is longer than ${MAX_LINE_BYTES} bytes`);
    else if (line.text !== "") this.#wait(line.number, line.text);
    if (this.#waiting.length >= RECORDS_A_BATCH) await this.write();
  }

  async write(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const kind of ["trace", "span"] as const) {
      await this.#writeAll(
        kind,
        waiting.filter((one) => one.kind === kind),
      );
    }
  }

  #wait(line: number, text: string): void {
    const read = importedRecord(text);
    if (read.kind === "refused") this.#refuse(line, read.why);
    else this.#waiting.push({ line, ...read });
  }

  /** Where some are refused, each is written again alone: that changes nothing, and tells which they are. */
  async #writeAll(kind: SerializedRecord["kind"], records: readonly WaitingRecord[]): Promise<void> {
    if (records.length === 0) return;
    const { stored } = await this.#store.write(
      kind,
      records.map(({ record }) => record),
    );
    const [only] = records;
    if (stored === records.length) this.#stored += stored;
    else if (records.length > 1) for (const record of records) await this.#writeAll(kind, [record]);
    else if (only !== undefined) this.#refuse(only.line, "holds what the database cannot");
  }

  #refuse(line: number, why: string): void {
    this.#refused += 1;
    if (this.#refusedLines.length < MAX_REFUSED_LINES) this.#refusedLines.push({ line, why });
  }
}
