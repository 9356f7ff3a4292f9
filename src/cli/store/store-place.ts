import { processEnvironment } from "../../settings/environment.js";
import { loadProjectConfig } from "../../settings/load-project-config.js";
import { readOpikConfigFile } from "../../settings/opik-config-file.js";
import type { Settings } from "../../settings/option-table.js";
import { readProjectConfig } from "../../settings/project-config-file.js";
import { resolveSettings } from "../../settings/resolve-settings.js";
import { openTraceStore, type TraceStore } from "../../store/index.js";
import { holdsStore } from "../../store/pglite-db.js";
import { parseLocation } from "../../store/store-location.js";
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
export async function withStore<T>(flags: StoreFlags, work: (place: OpenPlace) => Promise<T>): Promise<T> {
  return withAnyStore(flags, work, (location) => {
    const parsed = parseLocation(location);
    if (parsed.kind === "server" || holdsStore(parsed.folder)) return;
    throw new Error(`there is no trace store in ${location}. Name another with --store, or write to this one first.`);
  });
}

/** The same with a store that is made where there is none. @throws StoreError */
export async function withAnyStore<T>(
  flags: StoreFlags,
  work: (place: OpenPlace) => Promise<T>,
  check: (location: string) => void = () => undefined,
): Promise<T> {
  const settings = await projectSettings(flags.folder);
  const location = flags.store ?? settings.store;
  if (location === undefined) throw new Error(NO_STORE);
  check(location);
  const prefix = settings.storePrefix;
  const store = await openTraceStore(location, prefix === undefined ? {} : { prefix });
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
