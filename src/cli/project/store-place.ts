// A single letter is a drive of Windows.
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

/** Whether a trace store is on a server, and not in a folder. */
export function isStoreServer(location: string): boolean {
  return SCHEME.test(location);
}
