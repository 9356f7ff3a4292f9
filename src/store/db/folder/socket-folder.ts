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
 * Sockets stand in a folder of their own in the store's, which nobody but their user may enter: a new socket is open to
 * others for a moment, before its mode is set, and a folder that holds a store may hold other things, too.
 */
const SOCKETS = "sockets";

const SOCKET_NAME = /^[0-9a-f]{16}$/;

/** What a claim names may come from a file that somebody wrote. */
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

/** The folder for sockets, where it is this user's: what answers in another could be anybody. @throws PrivacyRefusal */
export function usableSocketFolder(storeFolder: string): string {
  const folder = path.join(storeFolder, SOCKETS);
  if (isSystemUser()) requireFolder(folder, fs);
  else requireUnsharedFolder(folder, fs);
  return folder;
}

export function removeSocket(storeFolder: string, name: string): void {
  fs.rmSync(path.join(storeFolder, SOCKETS, name), { force: true });
}

/** What all systems take: some cut a longer address off, and use another. */
const MAX_ADDRESS_BYTES = 103;

/**
 * Has a socket used under an address that is short enough for the system: in a deep folder, through a link that is there
 * for as long as `use` takes.
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
