import { microsOfIso } from "../../../records/iso-time.js";
import { standardBase64 } from "../../../records/media/base64.js";
import { RECORD_KINDS, type RecordKind } from "../../../records/record-sink.js";
import type { TraceStore } from "../../../store/index.js";
import { type ImportLine, MAX_LINE_BYTES } from "./import-lines.js";

export interface RefusedLine {
  readonly line: number;
  readonly why: string;
}

interface WaitingRecord {
  readonly line: number;
  readonly kind: RecordKind;
  readonly record: object;
}

const RECORDS_A_BATCH = 500;
/** Images are large: their number alone would not limit the memory. */
const CHARACTERS_A_BATCH = 4_000_000;
/** More would not be helpful. */
const MAX_REFUSED_LINES = 20;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Records on their way from lines into the store, some hundred at a time. */
export class ImportBatch {
  readonly #store: TraceStore;
  #waiting: WaitingRecord[] = [];
  #waitingCharacters = 0;
  readonly #stored: Record<RecordKind, number> = { trace: 0, span: 0, attachment: 0 };
  #refused = 0;
  readonly #refusedLines: RefusedLine[] = [];

  constructor(store: TraceStore) {
    this.#store = store;
  }

  /** Traces and spans that are stored. */
  get stored(): number {
    return this.#stored.trace + this.#stored.span;
  }

  /** Attachments that are stored. */
  get attachments(): number {
    return this.#stored.attachment;
  }

  /** Lines that are not records, and records that no database accepts. */
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
    const isFull = this.#waiting.length >= RECORDS_A_BATCH || this.#waitingCharacters >= CHARACTERS_A_BATCH;
    if (isFull) await this.write();
  }

  async write(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingCharacters = 0;
    for (const kind of RECORD_KINDS) {
      await this.#writeAll(
        kind,
        waiting.filter((one) => one.kind === kind),
      );
    }
  }

  #wait(line: number, text: string): void {
    const read = importedRecord(text);
    if (read.kind === "refused") this.#refuse(line, read.why);
    else {
      this.#waiting.push({ line, ...read });
      this.#waitingCharacters += text.length;
    }
  }

  /** If some are refused, each is written again alone: that changes nothing, and shows which they are. */
  async #writeAll(kind: RecordKind, records: readonly WaitingRecord[]): Promise<void> {
    if (records.length === 0) return;
    const { stored } = await this.#store.write(
      kind,
      records.map(({ record }) => record),
    );
    const [only] = records;
    if (stored === records.length) this.#stored[kind] += stored;
    else if (records.length > 1) for (const record of records) await this.#writeAll(kind, [record]);
    else if (only !== undefined) this.#refuse(only.line, "holds what the database cannot");
  }

  #refuse(line: number, why: string): void {
    this.#refused += 1;
    if (this.#refusedLines.length < MAX_REFUSED_LINES) this.#refusedLines.push({ line, why });
  }
}

/** The record of a line, or why it is none. */
type ImportedRecord =
  | { readonly kind: RecordKind; readonly record: object }
  | { readonly kind: "refused"; readonly why: string };

/** Other JSON must not become a trace: what the store would leave out or invent, such as a start, has to be there. */
function importedRecord(line: string): ImportedRecord {
  const record = parsed(line);
  if (record === undefined) return refused("is no JSON, or was cut off");
  if (typeof record !== "object" || record === null || Array.isArray(record)) return refused("is no JSON object");
  if (!("id" in record) || !isUuid(record.id)) return refused("has no id that is a UUID");
  if ("entity_id" in record && "file_name" in record) return importedAttachment(record);
  if (!("start_time" in record) || microsOfIso(record.start_time) === undefined) {
    return refused("has no start_time such as 2026-03-01T08:00:00Z");
  }
  if ("trace_id" in record) {
    return isUuid(record.trace_id) ? { kind: "span", record } : refused("has a trace_id that is no UUID");
  }
  if ("parent_span_id" in record || "type" in record) return refused("is a span without a trace_id");
  return { kind: "trace", record };
}

/** They have no times: because of that, versions before attachments refuse the line instead of reading it as a span. */
function importedAttachment(record: { readonly entity_id: unknown; readonly file_name: unknown }): ImportedRecord {
  const isPlaced = isUuid(record.entity_id) && "trace_id" in record && isUuid(record.trace_id);
  if (!isPlaced) return refused("is an attachment of no trace");
  if (typeof record.file_name !== "string" || record.file_name === "")
    return refused("is an attachment without a name");
  const data = "data" in record && typeof record.data === "string" ? standardBase64(record.data) : undefined;
  if (data === undefined || data === "") return refused("is an attachment without data in base64");
  return { kind: "attachment", record };
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
