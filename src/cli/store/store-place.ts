import { processEnvironment } from "../../settings/environment.js";
import { loadProjectConfig } from "../../settings/load-project-config.js";
import { readOpikConfigFile } from "../../settings/opik-config-file.js";
import type { Settings } from "../../settings/option-table.js";
import { readProjectConfig } from "../../settings/project-config-file.js";
import { resolveSettings } from "../../settings/resolve-settings.js";
import { openTraceStore, type TraceStore, type TraceStoreOptions } from "../../store/index.js";
import { projectEnvironment } from "../doctor/env-files.js";

/** Which store a command works on. */
export interface StoreFlags {
  /** The project's folder. */
  readonly folder: string;
  /** Goes before what the project's settings say. */
  readonly store?: string | undefined;
}

export interface OpenPlace {
  readonly store: TraceStore;
  readonly settings: Settings;
}

/** Does some work with a store that exists, and closes it. @throws StoreError */
export function withStore<T>(flags: StoreFlags, work: (place: OpenPlace) => Promise<T>): Promise<T> {
  return withPlace(flags, { create: false }, work);
}

/** The same with a store that is made where there is none. @throws StoreError */
export function withNewStore<T>(flags: StoreFlags, work: (place: OpenPlace) => Promise<T>): Promise<T> {
  return withPlace(flags, { create: true }, work);
}

async function withPlace<T>(
  flags: StoreFlags,
  options: Pick<TraceStoreOptions, "create">,
  work: (place: OpenPlace) => Promise<T>,
): Promise<T> {
  const settings = await projectSettings(flags.folder);
  const location = flags.store ?? settings.store;
  if (location === undefined) throw new Error(NO_STORE);
  const prefix = settings.storePrefix;
  const store = await openTraceStore(location, { ...options, ...(prefix === undefined ? {} : { prefix }) });
  try {
    return await work({ store, settings });
  } finally {
    await store.close();
  }
}

const NO_STORE =
  "no trace store is named. Say --store with a folder or postgres://user@host:5432/database, or set OPIK_LANGCHAIN_STORE.";

async function projectSettings(folder: string): Promise<Settings> {
  const { env } = projectEnvironment(folder, processEnvironment());
  await loadProjectConfig(env);
  return resolveSettings({}, { env, readProjectConfig, readConfigFile: readOpikConfigFile }).settings;
}
