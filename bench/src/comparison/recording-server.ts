import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { buffer } from "node:stream/consumers";
import { shapeOf } from "../sink/json-shape.js";
import type { Arrival } from "./recorded.js";

const LANGSMITH_INFO = JSON.stringify({
  version: "0.10.0",
  batch_ingest_config: { use_multipart_endpoint: true, size_limit: 100, size_limit_bytes: 20_971_520 },
});

/** A server that plays every tracer's own, keeps what arrives, and can be down. */
export class RecordingServer {
  readonly arrivals: Arrival[] = [];
  readonly #port: number;
  #server: Server | undefined;

  private constructor(port: number) {
    this.#port = port;
  }

  /** On a free port, and up. */
  static async start(): Promise<RecordingServer> {
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const address = probe.address();
    probe.close();
    await once(probe, "close");
    if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
    const server = new RecordingServer(address.port);
    await server.up();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async up(): Promise<void> {
    this.#server = createServer((request, response) => {
      void buffer(request).then((body) => {
        const { method = "", url: path = "", headers } = request;
        const { "content-type": contentType = "", "content-encoding": encoding } = headers;
        this.arrivals.push({ method, path, contentType, body, encoding });
        const [status, text] = answerTo({ method, path, body, url: this.url });
        response.writeHead(status, text === "" ? {} : { "content-type": "application/json" }).end(text);
      });
    });
    await once(this.#server.listen(this.#port, "127.0.0.1"), "listening");
  }

  async down(): Promise<void> {
    this.#server?.closeAllConnections();
    if (this.#server !== undefined) await once(this.#server.close(), "close");
  }
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
  /** Of the server itself. */
  readonly url: string;
}

function answerTo({ method, path, body, url }: Asked): readonly [status: number, body: string] {
  if (path === "/info") return [200, LANGSMITH_INFO];
  if (path.endsWith("/v1/traces")) return [200, "{}"];
  if (path.startsWith("/runs")) return [202, "{}"];
  if (path.endsWith("/attachment/upload-start")) {
    const start = { upload_id: "BEMinIO", pre_sign_urls: [`${url}/api/v1/private/attachment/upload`] };
    return [200, JSON.stringify(start)];
  }
  if (path === "/api/public/media" && method === "POST") {
    // The id of a file is a part of its hash, which Langfuse's SDK checks.
    const { sha256Hash } = shapeOf(JSON.parse(body.toString()));
    const mediaId = String(sha256Hash).replaceAll("+", "-").replaceAll("/", "_").slice(0, 22);
    return [201, JSON.stringify({ mediaId, uploadUrl: `${url}/upload` })];
  }
  return path === "/upload" ? [200, ""] : [204, ""];
}
