import { setFlagsFromString } from "node:v8";
import { storeTables } from "../../../delivery/sinks/store-tables.js";
import { ignoreErrors } from "../../../runtime/ignore-errors.js";
import type { ResolvedSettings } from "../../../settings/resolve-settings.js";
import { openTraceStore, type TraceStore } from "../../../store/index.js";
import { projectSettings } from "../../project/project-settings.js";
import { takeIn, waitingFor } from "./waiting-records.js";

/** The store on which a command works. */
export interface StoreFlags {
  /** The project's folder. */
  readonly folder: string;
  /** Takes precedence over the project's settings. */
  readonly store?: string | undefined;
  /** Prints what a person should know, beside the result. */
  readonly tell: (text: string) => void;
}

export interface OpenStore {
  readonly store: TraceStore;
  readonly resolved: ResolvedSettings;
}

/**
 * Does some work with a store that exists, and closes it. Records that wait on disk for it are stored first; a program
 * that ended early may have left nothing else.
 *
 * @throws StoreError
 */
export async function withStore<T>(flags: StoreFlags, work: (place: OpenStore) => Promise<T>): Promise<T> {
  const { resolved, location } = namedStore(flags);
  const waiting = waitingFor(location, resolved.settings);
  return withOpenStore({ resolved, location }, waiting !== undefined, async (place) => {
    const notice = waiting === undefined ? undefined : await takeIn(waiting, place.store);
    if (notice !== undefined) flags.tell(notice);
    return work(place);
  });
}

/** The same with a store that is made if there is none. Records on disk are left alone. @throws StoreError */
export async function withNewStore<T>(flags: StoreFlags, work: (place: OpenStore) => Promise<T>): Promise<T> {
  return withOpenStore(namedStore(flags), true, work);
}

interface NamedStore {
  readonly resolved: ResolvedSettings;
  readonly location: string;
}

function namedStore(flags: StoreFlags): NamedStore {
  const resolved = projectSettings(flags.folder);
  const location = flags.store ?? resolved.settings.store;
  if (location === undefined) throw new Error(resolved.refusals.get("store") ?? NO_STORE);
  return { resolved, location };
}

async function withOpenStore<T>(
  { resolved, location }: NamedStore,
  create: boolean,
  work: (place: OpenStore) => Promise<T>,
): Promise<T> {
  compileOnce();
  const store = await openTraceStore(location, { create, ...storeTables(resolved.settings) });
  try {
    return await work({ store, resolved });
  } finally {
    await store.close();
  }
}

/**
 * A command is over before V8's optimisation of an embedded database would pay off, which takes half of the command's
 * time. Nor does it pay off to check the functions of the database that are never called.
 */
function compileOnce(): void {
  for (const flag of ["--wasm-tiering-budget=1000000000", "--wasm-lazy-validation"]) {
    ignoreErrors(() => {
      setFlagsFromString(flag);
    });
  }
}

const NO_STORE =
  "no trace store is named. Use --store with a folder or postgres://user@host:5432/database, or set OPIK_LANGCHAIN_STORE.";
