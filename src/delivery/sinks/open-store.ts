import type { RecordStore } from "../../records/record-store.js";
import type { StoreTables } from "./store-tables.js";

/** Opens the trace store at a place. The database's code is loaded only then. Does not keep the process alive. */
export async function openStore(location: string, tables: StoreTables): Promise<RecordStore> {
  const { openTraceStore } = await import("../../store/open-trace-store.js");
  return openTraceStore(location, { background: true, ...tables });
}
