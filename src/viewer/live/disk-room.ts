import { statfs } from "node:fs/promises";
import type { CollectorStore } from "../../store/collector-store.js";
import { parseLocation } from "../../store/db/store-location.js";
import { StoreError } from "../../store/store-error.js";

/** The embedded database takes the room of its log 16 MiB at a time, and where it finds none, it stops for a minute. */
const NEEDED_BYTES = 48 * 1024 * 1024;
const MEBIBYTE = 1024 * 1024;

/** The store, which is asked to write only where its disk has room for it: what deletes makes room. */
export function whileDiskHasRoom(store: CollectorStore): CollectorStore {
  const location = parseLocation(store.place);
  if (location.kind !== "folder") return store;
  const { folder } = location;
  return new Proxy(store, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function" || !String(name).startsWith("write")) return member;
      return async (...given: unknown[]): Promise<unknown> => {
        await checkRoom(folder, store.place);
        const result: unknown = await Reflect.apply(member, target, given);
        return result;
      };
    },
  });
}

/** @throws StoreError */
async function checkRoom(folder: string, place: string): Promise<void> {
  const disk = await statfs(folder).catch(() => undefined);
  // A file system that does not say is left to the database.
  if (disk === undefined || disk.blocks === 0) return;
  const freeBytes = disk.bavail * disk.bsize;
  if (freeBytes >= NEEDED_BYTES) return;
  const [free, needed] = [freeBytes, NEEDED_BYTES].map((bytes) => Math.floor(bytes / MEBIBYTE));
  throw new StoreError(
    "failed",
    `the trace store at ${place} cannot grow: its disk is full (${free} MiB are free, ${needed} are needed).`,
  );
}
