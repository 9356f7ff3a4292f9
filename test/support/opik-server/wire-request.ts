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

/** Why a server of Opik's does not read this body as JSON; undefined: it does. */
export function refusedForm({ headers }: IncomingMessage, body: Buffer): 400 | 415 | undefined {
  if (!/^application\/json\b/i.test(headers["content-type"] ?? "")) return 415;
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding === "identity") return undefined;
  if (encoding !== "gzip") return 415;
  try {
    gunzipSync(body);
    return undefined;
  } catch {
    return 400;
  }
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
