import { isIP } from "node:net";

/**
 * Whether a request's `Host` is a name of this machine itself. A page of another site that has its own name resolved to
 * this address (DNS rebinding) sends its own.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = hostName(host);
  if (name === undefined) return false;
  return name === "localhost" || name.endsWith(".localhost") || isLoopbackAddress(name);
}

/** Whether only this machine can reach a server that listens there. */
export function isLoopbackAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, "");
  return plain === "localhost" || plain === "::1" || (isIP(plain) === 4 && plain.startsWith("127."));
}

function hostName(host: string | undefined): string | undefined {
  if (host === undefined || !URL.canParse(`http://${host}`)) return undefined;
  return new URL(`http://${host}`).hostname;
}
