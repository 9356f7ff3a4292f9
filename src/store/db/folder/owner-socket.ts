import { once } from "node:events";
import * as fs from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { systemClock } from "../../../runtime/system-clock.js";
import type { ServedOn } from "./claims.js";
import { FrameReader, frameHeader } from "./frames.js";
import { GREETING, PROTOCOL } from "./protocol.js";
import { makeSocketFolder, newSocketName, removeSocket, withSocketAddress } from "./socket-folder.js";

/** Does the work of one message, and returns the message with its result. */
type Answer = (work: Uint8Array) => Promise<Uint8Array>;

/** Where a folder's owner answers other processes of its user. It never keeps the owner alive. */
export interface OwnerSocket {
  readonly servedOn: ServedOn;
  /** From now on work is done; earlier requests have waited for this. */
  answerWith(answer: Answer): void;
  /** From now on nothing is answered: clients wait until the socket is closed, and then look for the next owner. */
  stopAnswering(): void;
  close(): void;
}

/**
 * Listens in a store's folder. Undefined where that is not possible: on Windows, whose pipes are not as private as a
 * folder, and on file systems without sockets.
 */
export async function listenIn(storeFolder: string, takingMs: number): Promise<OwnerSocket | undefined> {
  if (process.platform === "win32") return undefined;
  const name = newSocketName();
  try {
    return await listen(storeFolder, name, takingMs);
  } catch {
    removeSocket(storeFolder, name);
    return undefined;
  }
}

async function listen(storeFolder: string, name: string, takingMs: number): Promise<OwnerSocket> {
  const clients = new Set<Socket>();
  const work = answering();
  const server = createServer((client) => {
    clients.add(client);
    client.once("close", () => clients.delete(client));
    void answerClient(client, work.answer, takingMs);
  });
  await withSocketAddress(makeSocketFolder(storeFolder), name, (address) => bind(server, address));
  return {
    servedOn: { socket: name, protocol: PROTOCOL },
    answerWith: work.begin,
    stopAnswering: work.end,
    close() {
      server.close();
      for (const client of clients) client.destroy();
      removeSocket(storeFolder, name);
    },
  };
}

const OWNER_ONLY = 0o600;

async function bind(server: Server, address: string): Promise<void> {
  server.listen(address);
  server.unref();
  await once(server, "listening");
  server.on("error", () => undefined);
  fs.chmodSync(address, OWNER_ONLY);
}

/** Work that comes before the database is open waits for it, and work that comes while it closes is never done. */
function answering() {
  const never = new Promise<never>(() => undefined);
  let begin: (answer: Answer) => void = () => undefined;
  let current = new Promise<Answer>((resolve) => {
    begin = resolve;
  });
  return {
    begin,
    end: () => {
      current = never;
    },
    answer: async (work: Uint8Array) => (await current)(work),
  };
}

/** One message after the other: a client that sends more has to wait until the socket accepts them. */
async function answerClient(client: Socket, answer: Answer, takingMs: number): Promise<void> {
  client.unref();
  // It is closed, too.
  client.on("error", () => undefined);
  const pieces: AsyncIterable<Uint8Array> = client;
  const reader = new FrameReader();
  try {
    await send(client, GREETING, takingMs);
    for await (const piece of pieces) {
      for (const work of reader.add(piece)) await send(client, await answer(work), takingMs);
    }
  } catch {
    // It is gone, or does not speak as it should.
  } finally {
    client.destroy();
  }
}

async function send(client: Socket, message: Uint8Array, takingMs: number): Promise<void> {
  const cancel = systemClock.after(takingMs, () => {
    client.destroy();
  });
  try {
    client.write(frameHeader(message));
    await new Promise<void>((resolve, reject) => {
      client.write(message, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  } finally {
    cancel();
  }
}
