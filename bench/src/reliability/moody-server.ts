import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { isMood, type Mood } from "./mood.js";

/** The process that plays an Opik server with moods. Its parent gets its address, and names the mood. */

const SLOW_ANSWER_MS = 30_000;
const RECORD_ID = /\{"id":"([0-9a-f-]{36})"/g;

/** 16 bytes an id instead of 36: hundreds of thousands come. */
const arrived = new Set<string>();
let mood: Mood = "takes";

const server = createServer((request, response) => {
  void answer(request, response).catch(() => undefined);
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (mood === "down") {
    request.socket.resetAndDestroy();
    return;
  }
  const body = await buffer(request);
  if (mood === "silent") return;
  if (mood === "slow") await wait(SLOW_ANSWER_MS);
  const text = gunzipSync(body).toString();
  // Ids stand first in a record; one that stands deeper is no record's and is harmless.
  for (const [, id = ""] of text.matchAll(RECORD_ID))
    arrived.add(Buffer.from(id.replaceAll("-", ""), "hex").toString("latin1"));
  response.writeHead(204).end();
}

process.on("message", (order) => {
  if (isMood(order)) {
    mood = order;
    // Nothing of the mood before goes on over connections that stand.
    server.closeAllConnections();
  }
  process.send?.({ arrived: arrived.size });
});

server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
if (typeof address === "object" && address !== null) process.send?.({ port: address.port });
