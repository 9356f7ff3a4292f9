import type * as Diagnostics from "node:diagnostics_channel";
import type { Socket } from "node:net";

const CONNECTION_BEGUN = "net.client.socket";

/**
 * Takes the connections that `connect` begins off the event loop's account. The agents of proxies hand a connection
 * out when the proxy has answered, and one that never answers must not hold the host's process.
 */
export function withUnheldSockets<T>(
  connect: () => T,
  { subscribe, unsubscribe }: Pick<typeof Diagnostics, "subscribe" | "unsubscribe">,
): T {
  const begun: unknown[] = [];
  const note = (message: unknown): void => {
    begun.push(Reflect.get(Object(message), "socket"));
  };
  subscribe(CONNECTION_BEGUN, note);
  try {
    return connect();
  } finally {
    unsubscribe(CONNECTION_BEGUN, note);
    for (const socket of begun) if (holdsTheProcess(socket)) socket.unref();
  }
}

function holdsTheProcess(value: unknown): value is Pick<Socket, "unref"> {
  return typeof value === "object" && value !== null && "unref" in value && typeof value.unref === "function";
}
