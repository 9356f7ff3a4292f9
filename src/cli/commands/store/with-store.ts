import type { ResolvedSettings } from "../../../settings/resolve-settings.js";
import { openTraceStore, type TraceStore, type TraceStoreOptions } from "../../../store/index.js";
import { projectSettings } from "../../project/project-settings.js";

/** Which store a command works on. */
export interface StoreFlags {
  /** The project's folder. */
  readonly folder: string;
  /** Goes before what the project's settings say. */
  readonly store?: string | undefined;
}

export interface OpenStore {
  readonly store: TraceStore;
  readonly resolved: ResolvedSettings;
}

/** Does some work with a store that exists, and closes it. @throws StoreError */
export function withStore<T>(flags: StoreFlags, work: (place: OpenStore) => Promise<T>): Promise<T> {
  return withOpenStore(flags, { create: false }, work);
}

/** The same with a store that is made where there is none. @throws StoreError */
export function withNewStore<T>(flags: StoreFlags, work: (place: OpenStore) => Promise<T>): Promise<T> {
  return withOpenStore(flags, { create: true }, work);
}

async function withOpenStore<T>(
  flags: StoreFlags,
  options: Pick<TraceStoreOptions, "create">,
  work: (place: OpenStore) => Promise<T>,
): Promise<T> {
  const resolved = projectSettings(flags.folder);
  const { store: named, storePrefix: prefix } = resolved.settings;
  const location = flags.store ?? named;
  if (location === undefined) throw new Error(resolved.refusals.get("store") ?? NO_STORE);
  const store = await openTraceStore(location, { ...options, ...(prefix === undefined ? {} : { prefix }) });
  try {
    return await work({ store, resolved });
  } finally {
    await store.close();
  }
}

const NO_STORE =
  "no trace store is named. Say --store with a folder or postgres://user@host:5432/database, or set OPIK_LANGCHAIN_STORE.";
