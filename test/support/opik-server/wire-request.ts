import type { IncomingMessage, ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";

/** Undefined when the client went away first. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch {
    return undefined;
  }
}

export function textOf(request: IncomingMessage, body: Buffer): string {
  return unpacked(request, body).toString("utf8");
}

export function unpacked({ headers }: IncomingMessage, body: Buffer): Buffer {
  return headers["content-encoding"] === "gzip" && body.length > 0 ? gunzipSync(body) : body;
}

export function parseBody(request: IncomingMessage, body: Buffer): unknown {
  try {
    return JSON.parse(textOf(request, body));
  } catch {
    return undefined;
  }
}

export function reply(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  response.writeHead(status, { ...(body !== "" && { "content-type": "application/json" }), ...headers });
  response.end(body);
}
