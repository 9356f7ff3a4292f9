import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import {
  giveToOwnerOf,
  isSystemUser,
  makePrivateFolder,
  requireFolder,
  requireUnsharedFolder,
  tightenFolder,
} from "../../../runtime/private-files.js";

/**
 * Sockets are in a folder of their own inside the store's, which only their user may enter: a new socket is open to
 * others for a moment, before its mode is set, and a folder that holds a store may hold other things, too.
 */
const SOCKETS = "sockets";

const SOCKET_NAME = /^[0-9a-f]{16}$/;

/** The name in a claim may come from a file that anybody wrote. */
export function isSocketName(value: unknown): value is string {
  return typeof value === "string" && SOCKET_NAME.test(value);
}

export function newSocketName(): string {
  return randomBytes(8).toString("hex");
}

/** Makes the folder for sockets. @throws PrivacyRefusal, or what the disk says */
export function makeSocketFolder(storeFolder: string): string {
  const folder = path.join(storeFolder, SOCKETS);
  makePrivateFolder(folder, fs);
  giveToOwnerOf(storeFolder, folder, fs);
  usableSocketFolder(storeFolder);
  tightenFolder(folder, fs);
  return folder;
}

/** The folder for sockets, if it belongs to this user: in another one, anybody might answer. @throws PrivacyRefusal */
export function usableSocketFolder(storeFolder: string): string {
  const folder = path.join(storeFolder, SOCKETS);
  if (isSystemUser()) requireFolder(folder, fs);
  else requireUnsharedFolder(folder, fs);
  return folder;
}

export function removeSocket(storeFolder: string, name: string): void {
  fs.rmSync(path.join(storeFolder, SOCKETS, name), { force: true });
}

/** The length that all systems accept: some truncate a longer address, and use the result. */
const MAX_ADDRESS_BYTES = 103;

/**
 * Lets a socket be used under an address that is short enough for the system: in a deep folder, through a link that
 * exists for as long as `use` takes.
 */
export async function withSocketAddress<T>(
  folder: string,
  name: string,
  use: (address: string) => Promise<T>,
): Promise<T> {
  const address = path.resolve(folder, name);
  if (Buffer.byteLength(address) <= MAX_ADDRESS_BYTES) return use(address);
  const place = fs.mkdtempSync(path.join(tmpdir(), "langchain-opik-"));
  try {
    const link = path.join(place, "s");
    fs.symlinkSync(path.resolve(folder), link);
    return await use(path.join(link, name));
  } finally {
    fs.rmSync(place, { recursive: true, force: true });
  }
}
