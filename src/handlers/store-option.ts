import type { RecordStore } from "../records/record-store.js";
import { SettingsError } from "../settings/settings-error.js";

/** The option `store` is a setting, and the store itself where code opened one. */
export interface StoreOption {
  readonly setting?: { readonly store: string };
  readonly given?: RecordStore;
}

/** @throws SettingsError for what is neither: JavaScript callers are not held to the types */
export function storeOption(option: string | RecordStore | null | undefined): StoreOption {
  if (option === undefined || option === null) return {};
  if (typeof option === "string") return { setting: { store: option } };
  // As a setting too: it says where the traces go.
  if (isRecordStore(option)) return { setting: { store: option.place }, given: option };
  throw new SettingsError({
    option: "store",
    shown: `a value of type ${typeof option}`,
    allowed: "a folder, an address such as postgres://user@host:5432/database, or an open TraceStore",
  });
}

function isRecordStore(value: unknown): value is RecordStore {
  if (typeof value !== "object" || value === null) return false;
  return "write" in value && typeof value.write === "function" && "place" in value && typeof value.place === "string";
}
