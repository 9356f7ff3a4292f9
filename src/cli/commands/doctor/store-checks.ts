import { type StoreTables, storeTables } from "../../../delivery/sinks/store-tables.js";
import type { Settings } from "../../../settings/options/option-table.js";
import {
  isStoreError,
  openTraceStore,
  type StoreError,
  type StoreErrorCode,
  type TraceStore,
} from "../../../store/index.js";
import { type Check, type CheckResult, failed, ok, skipped, warning } from "./check.js";
import { probeRecords } from "./probe-records.js";

type Place = Pick<Settings, "store" | "storePrefix" | "storePartitions" | "projectName">;

/** The trace store itself, and a round trip of a trace; none if no store is named. */
export function storeChecks(place: Place): readonly Check[] {
  const { store: location, projectName } = place;
  if (location === undefined) return [];
  const trip = new StoreTrip(location, storeTables(place), projectName);
  return [
    { name: "store", run: () => trip.open() },
    { name: "store: write", run: () => trip.write() },
    { name: "store: read back", run: () => trip.readBack() },
    { name: "store: remove", run: () => trip.remove(), evenAfter: ["store: write", "store: read back"] },
  ];
}

/** One open store with one probe. It is made if there is none, as the first traced program would do. */
class StoreTrip {
  readonly #location: string;
  readonly #tables: StoreTables;
  readonly #records: ReturnType<typeof probeRecords>;
  /** Undefined if another process has the folder. */
  #store: TraceStore | undefined;

  constructor(location: string, tables: StoreTables, projectName: string) {
    this.#location = location;
    this.#tables = tables;
    this.#records = probeRecords(projectName);
  }

  async open(): Promise<CheckResult> {
    try {
      const { store, isNew } = await openOrMake(this.#location, this.#tables);
      this.#store = store;
      return ok(`${isNew ? "made" : "opened"} ${store.place}`);
    } catch (error) {
      if (!isStoreError(error)) throw error;
      if (error.code !== "locked") return problemOf(error);
      const advice = "If that is your program, it stores its traces: end it to have the store checked.";
      return warning(reasonOf(error), advice);
    }
  }

  write(): Promise<CheckResult> {
    return this.#with(async (store) => {
      await store.write("trace", [this.#records.trace]);
      await store.write("span", [this.#records.span]);
      return ok("the store accepted a trace and a span");
    });
  }

  readBack(): Promise<CheckResult> {
    return this.#with(async (store) => {
      const { trace, span } = this.#records;
      const stored = await store.getTrace(trace.id);
      const isWhole = stored?.trace?.id === trace.id && stored.spans.some((node) => node.span.id === span.id);
      return isWhole
        ? ok("both can be read")
        : failed("the store accepted a trace and does not return it", "Look at the logs of the database.");
    });
  }

  /** Also closes the store. A trace that can't be removed does not mean that traces would not arrive. */
  async remove(): Promise<CheckResult> {
    const { id, name } = this.#records.trace;
    const result = await this.#with(async (store) => {
      await store.deleteTraces([id]);
      return ok("and removed");
    });
    await this.#store?.close().catch(() => undefined);
    if (result.status !== "failed") return result;
    return warning(`the probe could not be removed: ${result.detail}`, `Delete the trace "${name}", ${id}.`);
  }

  async #with(action: (store: TraceStore) => Promise<CheckResult>): Promise<CheckResult> {
    if (this.#store === undefined) return skipped("another process has the store open");
    try {
      return await action(this.#store);
    } catch (error) {
      if (!isStoreError(error)) throw error;
      return problemOf(error);
    }
  }
}

async function openOrMake(location: string, tables: StoreTables) {
  try {
    return { store: await openTraceStore(location, { ...tables, create: false }), isNew: false };
  } catch (error) {
    if (!isStoreError(error) || error.code !== "missing") throw error;
    return { store: await openTraceStore(location, tables), isNew: true };
  }
}

function problemOf(error: StoreError): CheckResult {
  return failed(reasonOf(error), ADVICE[error.code] ?? OTHERWISE);
}

function reasonOf({ message }: StoreError): string {
  return message.replace(/^langchain-opik: /, "");
}

const OTHERWISE = "docs/trace-store.md says what a store needs.";

const ADVICE: Partial<Readonly<Record<StoreErrorCode, string>>> = {
  bad_location: "Correct OPIK_LANGCHAIN_STORE: a folder, or postgres://user@host:5432/database.",
  driver_missing: "Install it beside langchain-opik: it is the database's driver.",
  unreachable: "Check that the database runs, and the host and port in OPIK_LANGCHAIN_STORE.",
  denied: "Check user and password in OPIK_LANGCHAIN_STORE, and that the user may create tables.",
  newer_schema: "Update langchain-opik here to the version that made the tables.",
};
