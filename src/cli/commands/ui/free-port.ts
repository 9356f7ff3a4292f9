import type { Viewer } from "../../../viewer/serve.js";
import { UsageError } from "../../usage-error.js";

const DEFAULT_PORT = 5273;
const TRIED_PORTS = 50;

/**
 * Listens on the requested port; if none is requested, on the usual one or the next free one.
 *
 * @throws UsageError if the requested port is taken, which names the next free one
 */
export async function listenOnFreePort(
  asked: string | undefined,
  listen: (port: number) => Promise<Viewer>,
): Promise<Viewer> {
  const first = asked === undefined ? DEFAULT_PORT : portOf(asked);
  for (let port = first; port < first + TRIED_PORTS && port <= MAX_PORT; port += 1) {
    const viewer = await unlessTaken(() => listen(port));
    if (viewer === undefined) continue;
    if (asked === undefined || port === first) return viewer;
    await viewer.close();
    throw new UsageError(`port ${first} is taken. The next that is free is ${port}: --port ${port}`);
  }
  throw new UsageError(`port ${first} and the ${TRIED_PORTS} after it are taken. Name another with --port.`);
}

const MAX_PORT = 65_535;

/** @throws UsageError */
function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= MAX_PORT) return port;
  throw new UsageError(`--port is ${JSON.stringify(text)}, but must be a number from 0 (any that is free) to 65535.`);
}

async function unlessTaken(listen: () => Promise<Viewer>): Promise<Viewer | undefined> {
  try {
    return await listen();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return undefined;
    throw error;
  }
}
