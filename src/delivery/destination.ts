import { shownAddress } from "../logging/known-secrets.js";
import type { StoreTables } from "./sinks/store-tables.js";

/** An Opik server, and the account to use. */
export interface OpikTarget {
  /** Base address of Opik's API, such as `http://localhost:5173/api`. */
  readonly apiUrl: string;
  /** Sent as it is in `authorization`; without a key that header is left out. */
  readonly apiKey: string | undefined;
  readonly workspaceName: string;
  /** Sent with every request, after the headers of this package. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A trace store on a database server, as needed to open it. */
export interface ServerStore {
  /** The server's address, with user and password. */
  readonly location: string;
  readonly tables: StoreTables;
}

interface StoreTarget {
  /** Identifies the store, without user and password. */
  readonly place: string;
  /** Undefined if only this process can write to it: it is in a folder, or the program opened it. */
  readonly server?: ServerStore | undefined;
}

/** Where records go: to an Opik server, or into a trace store. */
export type Destination = (OpikTarget & { readonly kind: "opik" }) | (StoreTarget & { readonly kind: "store" });

/**
 * Whether both may share one delivery. Headers are those of the first. A destination of another version of this package
 * may have no `kind`.
 */
export function isSameDestination(one: Destination, other: Destination): boolean {
  if (one.kind === "store") return "place" in other && other.place === one.place;
  const { apiUrl, apiKey, workspaceName } = one;
  return (
    "apiUrl" in other && other.apiUrl === apiUrl && other.apiKey === apiKey && other.workspaceName === workspaceName
  );
}

/** Its name in messages. */
export function destinationName(destination: Destination): string {
  if (destination.kind === "store") return `The trace store at ${destination.place}`;
  return `Opik at ${shownAddress(destination.apiUrl)}, workspace "${destination.workspaceName}"`;
}
