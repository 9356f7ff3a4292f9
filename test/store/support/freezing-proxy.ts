import { connect, createServer, type Socket } from "node:net";

/**
 * A way to a server of this machine that one can make silent: connections stay open, and nothing comes through. It
 * does not hold the process.
 */
export interface FreezingProxy {
  readonly port: number;
  readonly freeze: () => void;
  /** How many connections have been asked for since it is silent. */
  readonly askedInVain: () => number;
  close(): void;
}

export async function startFreezingProxy({ hostname, port: targetPort }: URL): Promise<FreezingProxy> {
  const sockets = new Set<Socket>();
  let isFrozen = false;
  let askedInVain = 0;
  const pass = (from: Socket, to: Socket) => {
    sockets.add(from.unref());
    from.on("error", () => undefined);
    from.on("data", (data) => {
      if (!isFrozen) to.write(data);
    });
    from.on("close", () => to.destroy());
  };
  const server = createServer((client) => {
    if (isFrozen) askedInVain += 1;
    const upstream = connect(Number(targetPort), hostname);
    pass(client, upstream);
    pass(upstream, client);
  });
  server.unref();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  return {
    port,
    freeze: () => {
      isFrozen = true;
    },
    askedInVain: () => askedInVain,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
