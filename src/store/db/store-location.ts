import { rememberAddress, shownAddress } from "../../logging/known-secrets.js";
import { StoreError } from "../store-error.js";

/** Where a trace store is. */
export type StoreLocation =
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "server"; readonly address: string };

const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

/** @throws StoreError `bad_location` */
export function parseLocation(location: string): StoreLocation {
  if (!isText(location)) throw badLocation("no text, an empty one, or one with a NUL character");
  const scheme = SCHEME.exec(location)?.[1]?.toLowerCase();
  // A single letter is a drive of Windows.
  if (scheme === undefined) return { kind: "folder", folder: location };
  if (scheme !== "postgres" && scheme !== "postgresql") throw badLocation(`an address that begins with ${scheme}:`);
  if (!URL.canParse(location)) throw badLocation("a PostgreSQL address that is not a URL");
  rememberAddress(location);
  return { kind: "server", address: location };
}

/** Whether a database server is there, and not a folder. @throws StoreError `bad_location` */
export function isServer(location: string): boolean {
  return parseLocation(location).kind === "server";
}

function isText(location: unknown): boolean {
  return typeof location === "string" && location.trim() !== "" && !location.includes("\0");
}

/** As it may appear in a message: without user, password and parameters. */
export function shownLocation(location: StoreLocation): string {
  return location.kind === "folder" ? location.folder : shownAddress(location.address);
}

function badLocation(shown: string): StoreError {
  return new StoreError(
    "bad_location",
    `the store's location is ${shown}, but must be a folder such as ./traces or an address such as postgres://user@host:5432/database.`,
  );
}
