import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { deferred } from "../time/deferred.js";

export interface ForwardProxy {
  readonly url: string;
  /** What it was asked for: `POST http://host/path` or `CONNECT host:port`. */
  readonly requests: string[];
  /** The name and password of each request that had them. */
  readonly logins: string[];
  /** Resolves with its first CONNECT. */
  readonly asked: Promise<void>;
  readonly close: () => Promise<void>;
}

interface ForwardProxyOptions {
  /** Takes CONNECT requests and never answers them. */
  readonly silent?: boolean;
  /** The status with which it answers every CONNECT. */
  readonly refusesWith?: number;
}

/** A real forward proxy: absolute addresses for http, tunnels for https. */
export async function startForwardProxy(options: ForwardProxyOptions = {}): Promise<ForwardProxy> {
  const { silent = false, refusesWith } = options;
  const requests: string[] = [];
  const logins: string[] = [];
  const sockets = new Set<Duplex>();
  const asked = deferred();
  const noteLogin = ({ headers }: IncomingMessage) => {
    const login = headers["proxy-authorization"]?.replace("Basic ", "");
    if (login !== undefined) logins.push(Buffer.from(login, "base64").toString());
  };
  const server = createServer((incoming, outgoing) => {
    requests.push(`${incoming.method ?? ""} ${incoming.url ?? ""}`);
    noteLogin(incoming);
    forward(incoming, outgoing);
  });
  server.on("connect", (incoming: IncomingMessage, client: Duplex) => {
    requests.push(`CONNECT ${incoming.url ?? ""}`);
    noteLogin(incoming);
    sockets.add(client);
    asked.resolve();
    if (refusesWith !== undefined) client.end(`HTTP/1.1 ${refusesWith} Refused\r\n\r\n`);
    else if (!silent) sockets.add(tunnel(incoming.url ?? "", client));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, requests, logins, asked: asked.promise, close };
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const upstream = request(incoming.url ?? "", { method: incoming.method, headers: incoming.headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  upstream.on("error", () => outgoing.destroy());
  incoming.pipe(upstream);
}

function tunnel(authority: string, client: Duplex): Socket {
  const { hostname, port } = new URL(`http://${authority}`);
  const upstream = connect(Number(port), hostname, () => {
    client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    upstream.pipe(client).pipe(upstream);
  });
  upstream.on("error", () => client.destroy());
  client.on("error", () => upstream.destroy());
  return upstream;
}
