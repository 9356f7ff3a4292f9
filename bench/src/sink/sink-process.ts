import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { TrafficLog } from "./traffic-log.js";

/** The process that plays every contender's server. Its parent gets its address, and asks for resets and reports. */

const LANGSMITH_INFO = JSON.stringify({
  version: "0.10.0",
  batch_ingest_config: { use_multipart_endpoint: true, size_limit: 100, size_limit_bytes: 20_971_520 },
});

const log = new TrafficLog();
const server = createServer((request, response) => {
  void answer(request, response);
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "", url: path = "", headers } = request;
  const body = await buffer(request);
  const gzipped = headers["content-encoding"] === "gzip";
  log.add({ method, path, contentType: headers["content-type"] ?? "", body, gzipped });
  const [status, text] = answerTo(path);
  response.writeHead(status, text === "" ? {} : { "content-type": "application/json" });
  response.end(text);
}

function answerTo(path: string): readonly [status: number, body: string] {
  if (path === "/info") return [200, LANGSMITH_INFO];
  if (path.startsWith("/api/public/otel/")) return [200, "{}"];
  if (path.startsWith("/runs")) return [202, "{}"];
  return [204, ""];
}

process.on("message", (order) => {
  if (order === "reset") log.reset();
  process.send?.(order === "report" ? log.read() : "reset");
});

server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
if (typeof address === "object" && address !== null) process.send?.({ port: address.port });
