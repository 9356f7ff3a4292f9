import type { ClientRequest, OutgoingHttpHeaders, RequestOptions } from "node:http";
import type * as Net from "node:net";
import type { Duplex } from "node:stream";
import type * as Tls from "node:tls";

export interface TunnelParts {
  /** Begins a request to the proxy itself. */
  readonly askProxy: (options: RequestOptions & { headers: OutgoingHttpHeaders }) => ClientRequest;
  readonly net: Pick<typeof Net, "isIP" | "Socket">;
  readonly tls: Pick<typeof Tls, "connect">;
}

/** In the form that Node's requests expect. With an error, the connection is one that was never made. */
type Connected = (error: Error | null, connection: Duplex) => void;

const DEFAULT_PORT = "443";

/**
 * Asks the proxy for a connection to an https server, and begins TLS in it. `signal` ends it, also while the proxy has
 * not answered yet. A proxy that never answers does not keep the process alive.
 */
export function openTunnel(target: URL, signal: AbortSignal, connected: Connected, parts: TunnelParts): void {
  const { askProxy, net, tls } = parts;
  const fail = (error: Error) => {
    connected(error, new net.Socket());
  };
  const authority = `${target.hostname}:${target.port || DEFAULT_PORT}`;
  const asked = askProxy({ method: "CONNECT", path: authority, headers: { host: authority }, signal });
  asked.once("socket", (socket) => socket.unref());
  asked.once("error", fail);
  asked.once("connect", ({ statusCode = 0 }, socket) => {
    if (statusCode !== 200) {
      socket.destroy();
      fail(new Error(`the proxy refused a connection to ${authority} with status ${statusCode}`));
      return;
    }
    const host = target.hostname.replace(/^\[|\]$/g, "");
    // A server's name in TLS must not be an IP address.
    connected(null, tls.connect({ socket, host, ...(net.isIP(host) === 0 && { servername: host }) }));
  });
  asked.end();
}
