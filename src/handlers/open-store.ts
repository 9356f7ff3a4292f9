import type { RecordStore } from "../records/record-store.js";

/** Opens the trace store at a place. The database's code is loaded then, and not before. */
export async function openStore(location: string, prefix: string | undefined): Promise<RecordStore> {
  const { openTraceStore } = await import("../store/open-trace-store.js");
  return openTraceStore(location, prefix === undefined ? {} : { prefix });
}
