import { warnOnce } from "../../logging/warn-once.js";
import { NO_RECORDS_YET } from "../../records/delivery-health.js";
import type { RecordSink } from "../../records/record-sink.js";
import type { RecordStore } from "../../records/record-store.js";
import type { Settings } from "../../settings/options/option-table.js";
import type { BatchExporter } from "../batch-exporter.js";
import type { DeliverySettings } from "../delivery-settings.js";
import type { Destination } from "../destination.js";
import { openSink } from "../open-delivery.js";
import { deliverySettings } from "./delivery-sink.js";
import { LazySink } from "./lazy-sink.js";
import { openStore } from "./open-store.js";
import { pruneDaily } from "./prune-daily.js";
import { createStoreExporter } from "./store-exporter.js";
import { isOnServer, storePlace } from "./store-place.js";
import type { StoreTables } from "./store-tables.js";

/** Where a handler's trace store is: opened by the handler if it is named, and by the program if it is given. */
export type StoreSource =
  | { readonly kind: "named"; readonly location: string; readonly tables: StoreTables }
  | { readonly kind: "given"; readonly store: RecordStore };

/** Delivery to a trace store, with its own queue, retries and spool: Opik never waits for it. */
export function storeSink(source: StoreSource, settings: Settings): RecordSink {
  const open = () => openSink(storeSettings(source, settings), () => storeExporter(source, settings));
  return new LazySink(open, { ...NO_RECORDS_YET, state: "idle" });
}

/** Each batch is one statement; the first start of an embedded database takes seconds. */
const STORE_LIMITS = { maxBatchRecords: 500, maxBatchBytes: 4_000_000, concurrency: 1, requestTimeoutMs: 60_000 };

/** A short program's first trace should be in its store when it ends. */
const FIRST_START_MS = 10_000;

function storeSettings(source: StoreSource, settings: Settings): DeliverySettings {
  return {
    ...deliverySettings(settings, storeDestination(source)),
    ...STORE_LIMITS,
    exitTimeoutMs: Math.max(settings.exitTimeoutMs, FIRST_START_MS),
    onProblem: ({ kind, message }) => {
      warnOnce(`store:${kind}`, message);
    },
  };
}

function storeDestination(source: StoreSource): Destination {
  if (source.kind === "given") {
    const { place, tablePrefix } = source.store;
    return { kind: "store", place: storePlace(place, tablePrefix) };
  }
  const { location, tables } = source;
  const server = isOnServer(location) ? { location, tables } : undefined;
  return { kind: "store", place: storePlace(location, tables.prefix), server };
}

function storeExporter(source: StoreSource, { retentionDays }: Settings): BatchExporter {
  let stopPruning = () => {};
  return createStoreExporter({
    async open() {
      const store = source.kind === "named" ? await openStore(source.location, source.tables) : source.store;
      stopPruning = pruneDaily(store, retentionDays);
      return store;
    },
    async release(store) {
      stopPruning();
      if (source.kind === "named") await store.close();
    },
    timeoutMs: STORE_LIMITS.requestTimeoutMs,
  });
}
