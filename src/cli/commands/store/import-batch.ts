import { microsOfIso } from "../../../records/iso-time.js";
import type { SerializedRecord } from "../../../records/record-sink.js";
import type { TraceStore } from "../../../store/index.js";
import { type ImportLine, MAX_LINE_BYTES } from "./import-lines.js";

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
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

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

  /** Where some are refused, each is written again alone: that changes nothing, and shows which they are. */
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

/** What a line holds, or why it holds no record. */
type ImportedRecord =
  | { readonly kind: SerializedRecord["kind"]; readonly record: object }
  | { readonly kind: "refused"; readonly why: string };

/** Other JSON must not become a trace: what the store would leave out or make up, such as a start, has to be there. */
function importedRecord(line: string): ImportedRecord {
  const record = parsed(line);
  if (record === undefined) return refused("is no JSON, or was cut off");
  if (typeof record !== "object" || record === null || Array.isArray(record)) return refused("is no JSON object");
  if (!("id" in record) || !isUuid(record.id)) return refused("has no id that is a UUID");
  if (!("start_time" in record) || microsOfIso(record.start_time) === undefined) {
    return refused("has no start_time such as 2026-03-01T08:00:00Z");
  }
  if ("trace_id" in record) {
    return isUuid(record.trace_id) ? { kind: "span", record } : refused("has a trace_id that is no UUID");
  }
  if ("parent_span_id" in record || "type" in record) return refused("is a span without a trace_id");
  return { kind: "trace", record };
}

function refused(why: string): ImportedRecord {
  return { kind: "refused", why };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isUuid(value: unknown): boolean {
  return typeof value === "string" && UUID.test(value);
}
