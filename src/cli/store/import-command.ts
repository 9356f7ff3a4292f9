import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { TraceStore } from "../../store/index.js";
import { counted } from "../amounts.js";
import type { CommandResult } from "../command-result.js";
import { progressText } from "../progress-text.js";
import { piece } from "../styled-line.js";
import { type StoreFlags, withAnyStore } from "./store-place.js";

export interface ImportFlags extends StoreFlags {
  readonly file: string;
  readonly showProgress: (text: string) => void;
}

interface Imported {
  readonly stored: number;
  /** Lines that are no record, and records that no database holds. */
  readonly refused: number;
}

const RECORDS_A_BATCH = 500;

/** `langchain-opik import <file>`: stores what `export` wrote. What is there already is left, or made newer. */
export async function importCommand({ file, showProgress, ...flags }: ImportFlags): Promise<CommandResult> {
  // Before the store is opened: a wrong name must not make one.
  const { size } = await stat(file);
  return withAnyStore(flags, async ({ store }) => {
    const batch = new ImportBatch(store);
    let bytes = 0;
    try {
      for await (const line of createInterface({
        input: createReadStream(file),
        crlfDelay: Number.POSITIVE_INFINITY,
      })) {
        bytes += Buffer.byteLength(line) + 1;
        if (line.trim() !== "") await batch.add(line);
        if (batch.isEmpty) showProgress(progressText(bytes, size, counted(batch.total.stored, "record")));
      }
      await batch.write();
    } finally {
      showProgress("");
    }
    const { stored, refused } = batch.total;
    const rest =
      refused === 0 ? [] : [[piece(`${counted(refused, "line")} left out: no trace and no span.`, "red" as const)]];
    return {
      exitCode: refused === 0 ? 0 : 1,
      lines: [[piece(`${counted(stored, "record")} stored.`)], ...rest],
      json: batch.total,
    };
  });
}

class ImportBatch {
  readonly #store: TraceStore;
  #traces: unknown[] = [];
  #spans: unknown[] = [];
  #stored = 0;
  #refused = 0;

  constructor(store: TraceStore) {
    this.#store = store;
  }

  get total(): Imported {
    return { stored: this.#stored, refused: this.#refused };
  }

  get isEmpty(): boolean {
    return this.#traces.length + this.#spans.length === 0;
  }

  async add(line: string): Promise<void> {
    const record = parsed(line);
    const isSpan = typeof record === "object" && record !== null && "trace_id" in record;
    (isSpan ? this.#spans : this.#traces).push(record);
    if (this.#traces.length + this.#spans.length >= RECORDS_A_BATCH) await this.write();
  }

  async write(): Promise<void> {
    for (const { stored, refused } of [
      await this.#store.write("trace", this.#traces),
      await this.#store.write("span", this.#spans),
    ]) {
      this.#stored += stored;
      this.#refused += refused;
    }
    this.#traces = [];
    this.#spans = [];
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
