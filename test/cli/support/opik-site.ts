import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Socket } from "node:net";
import { onTestFinished } from "vitest";
import { checkSpanBatch, checkTraceBatch } from "../../contract/wire-check.js";
import { parseBody, readBody, reply } from "../../support/opik-server/wire-request.js";

/** An answer in place of the usual one; `"silence"` is none at all, and raw bytes need be no HTTP. */
export type SpecialAnswer =
  | "silence"
  | { readonly raw: Uint8Array; readonly afterwards: "end" | "silence" }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

interface SiteOptions {
  /** By the beginning of a path below the API's base address. */
  readonly special?: Readonly<Record<string, SpecialAnswer>>;
  /** Reads of a record that are answered as if it were not there yet. */
  readonly readsUntilVisible?: number;
  readonly dateHeader?: string;
  readonly certificate?: { readonly key: string; readonly cert: string };
}

export interface OpikSite {
  readonly url: string;
  /** `METHOD /path`, in order. */
  readonly requests: string[];
  readonly authorizations: Set<string | undefined>;
  /** Ids of what is stored now. */
  readonly stored: Set<string>;
}

/** An Opik server as the doctor sees one: version, projects, writes, reads and removal, over real HTTP. */
export async function startOpikSite(options: SiteOptions = {}): Promise<OpikSite> {
  const site = { requests: [], authorizations: new Set<string | undefined>(), stored: new Set<string>() };
  const book: Book = { ...site, hiddenReads: options.readsUntilVisible ?? 0 };
  const listener = (request: IncomingMessage, response: ServerResponse) =>
    void handle(request, response, book, options);
  const { certificate } = options;
  const server = certificate === undefined ? createServer(listener) : createSecureServer(certificate, listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { ...site, url: `http${certificate === undefined ? "" : "s"}://127.0.0.1:${port}/api` };
}

interface Book extends Pick<OpikSite, "requests" | "authorizations" | "stored"> {
  hiddenReads: number;
}

async function handle(request: IncomingMessage, response: ServerResponse, book: Book, options: SiteOptions) {
  const path = (request.url ?? "").replace("/api", "");
  book.requests.push(`${request.method ?? ""} ${path}`);
  book.authorizations.add(request.headers.authorization);
  const body = await readBody(request);
  const special = Object.entries(options.special ?? {}).find(([start]) => path.startsWith(start))?.[1];
  if (special === "silence") return;
  if (options.dateHeader !== undefined) response.setHeader("date", options.dateHeader);
  if (special !== undefined && "raw" in special) replyRaw(request.socket, special);
  else if (special !== undefined) reply(response, special.status, special.headers ?? {}, special.body ?? "");
  else usualAnswer(path, response, book, parseBody(request, body ?? Buffer.alloc(0)));
}

function replyRaw(socket: Socket, { raw, afterwards }: Extract<SpecialAnswer, { raw: unknown }>): void {
  socket.write(raw);
  if (afterwards === "end") socket.end();
}

function usualAnswer(path: string, response: ServerResponse, book: Book, body: unknown): void {
  if (path === "/is-alive/ver") reply(response, 200, {}, '{"version":"2.2.48"}');
  else if (path.startsWith("/v1/private/projects?")) reply(response, 200, {}, '{"content":[]}');
  else if (path === "/v1/private/traces/batch") takeBatch(checkTraceBatch(body), response, book);
  else if (path === "/v1/private/spans/batch") takeBatch(checkSpanBatch(body), response, book);
  else if (path === "/v1/private/traces/delete") {
    book.stored.clear();
    reply(response, 204, {}, "");
  } else readRecord(path, response, book);
}

function takeBatch(batch: ReturnType<typeof checkTraceBatch>, response: ServerResponse, { stored }: Book): void {
  if (batch.kind === "invalid") {
    reply(response, 400, {}, JSON.stringify({ errors: batch.violations }));
    return;
  }
  for (const { id } of batch.kind === "traces" ? batch.traces : batch.spans) stored.add(id);
  reply(response, 204, {}, "");
}

function readRecord(path: string, response: ServerResponse, book: Book): void {
  const id = path.replace(/^.*\//, "");
  book.hiddenReads -= 1;
  if (book.hiddenReads < 0 && book.stored.has(id)) reply(response, 200, {}, JSON.stringify({ id }));
  else reply(response, 404, {}, '{"errors":["not found"]}');
}
