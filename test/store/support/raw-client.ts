import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { FrameReader, frameHeader } from "../../../src/store/db/folder/frames.js";

/** A client of a folder's owner that need not keep to the protocol. */
export interface RawClient {
  readonly send: (work: object) => void;
  readonly sendBytes: (bytes: Uint8Array) => void;
  /** The next that the owner says, as text. */
  readonly nextMessage: () => Promise<string>;
  /** Takes nothing more that the owner says. */
  readonly stopReading: () => void;
  readonly leave: () => void;
  readonly hasEnded: () => boolean;
  /** Resolves when the owner has ended it. */
  readonly ended: Promise<unknown>;
}

/** Where the owner of a folder listens. */
export function socketOf(folder: string): string {
  const claim = readdirSync(folder).find((name) => name.startsWith("owner-")) ?? "";
  const { socket } = JSON.parse(readFileSync(join(folder, claim), "utf8")) as { readonly socket: string };
  return join(folder, "sockets", socket);
}

export function framed(work: object): Uint8Array {
  const message = Buffer.from(JSON.stringify(work));
  return Buffer.concat([frameHeader(message), message]);
}

export async function connectRaw(folder: string): Promise<RawClient> {
  const socket = createConnection(socketOf(folder));
  onTestFinished(() => {
    socket.destroy();
  });
  const reader = new FrameReader();
  const messages: string[] = [];
  socket.on("data", (piece) => {
    messages.push(...reader.add(piece).map((message) => Buffer.from(message).toString()));
    socket.emit("message");
  });
  socket.on("error", () => undefined);
  const ended = new Promise((resolve) => socket.once("close", resolve));
  const client: RawClient = {
    send: (work) => socket.write(framed(work)),
    sendBytes: (bytes) => socket.write(bytes),
    async nextMessage() {
      while (messages.length === 0) await once(socket, "message");
      return messages.shift() ?? "";
    },
    stopReading: () => socket.pause(),
    leave: () => socket.destroy(),
    hasEnded: () => socket.destroyed,
    ended,
  };
  await client.nextMessage();
  return client;
}
