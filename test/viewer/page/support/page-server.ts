import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import type { LiveTraces, MetricsData, ServerStatus, TraceQuery } from "../../../../src/viewer/page-api/page-data.js";
import type { TraceBook } from "./trace-book.js";

const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
  "media-src 'self' blob:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** A server that gives the built page, and answers it out of a book of traces. */
export class PageServer {
  readonly #book: TraceBook;
  readonly #folder: string;
  readonly #live = new Set<ServerResponse>();
  #server: Server | undefined;
  #held: Promise<void> = Promise.resolve();
  #port = 0;
  storeProblem: string | undefined;
  opikTraceUrl: string | undefined;
  metrics: MetricsData | undefined;

  constructor(book: TraceBook, folder: string) {
    this.#book = book;
    this.#folder = folder;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, the second time on the same port. */
  async start(port = this.#port): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    this.#port = typeof address === "object" && address !== null ? address.port : 0;
    this.#server = server;
  }

  /** Breaks all connections off, as a server does that is killed. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#live.clear();
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }

  /** Answers no further part of a search until it is told to. */
  holdSearches(): void {
    this.#held = new Promise((release) => {
      this.releaseSearches = release;
    });
  }

  releaseSearches: () => void = () => undefined;

  /** Tells the pages that are open that the store failed, or works again. */
  announceStatus(problem: string | undefined): void {
    this.storeProblem = problem;
    for (const response of this.#live) response.write("event: status\ndata: {}\n\n");
  }

  /** Tells the pages that are open that these traces have changed. */
  announce(traceIds: readonly string[]): void {
    const data: LiveTraces = { traceIds };
    for (const response of this.#live) response.write(`event: traces\ndata: ${JSON.stringify(data)}\n\n`);
  }

  async #answer({ url = "/" }: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(url, "http://page");
    const query: TraceQuery = Object.fromEntries(searchParams);
    if (pathname === "/viewer/api/live") this.#openLive(response);
    else if (pathname.endsWith("/export")) {
      const records = this.#book.records(pathname.split("/")[4] ?? "");
      response.writeHead(200).end(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
    } else if (pathname.startsWith("/viewer/api/attachments/")) {
      const found = this.#book.attachments.find(({ id }) => pathname.endsWith(id));
      response.writeHead(found ? 200 : 404, { "content-type": found?.mimeType ?? "text/plain" }).end(found?.content);
    } else if (pathname.startsWith("/viewer/api/")) {
      if (query.text !== undefined && query.after !== undefined) await this.#held;
      this.#json(response, this.#asked(pathname.split("/").slice(3).map(decodeURIComponent), query));
    } else await this.#file(pathname, response);
  }

  #openLive(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream" }).write(": open\n\n");
    this.#live.add(response);
    response.on("close", () => this.#live.delete(response));
  }

  #asked([what, id = "", part, partId = ""]: readonly string[], query: TraceQuery): unknown {
    if (what === "status") return this.#status();
    if (what === "traces" && id === "") return this.#book.traces(query);
    if (what === "activity") return this.#book.activity(query, Date.now());
    if (what === "traces" && part === undefined) return this.#book.trace(id);
    if (what === "traces" && part === "spans") return this.#book.span(id, partId);
    if (what === "traces" && part === "search") return { spanIds: this.#book.search(id, query.text ?? "") };
    if (what === "metrics") return this.metrics;
    if (what === "threads") return { id, turns: this.#book.thread(id) };
    return undefined;
  }

  #status(): ServerStatus {
    return {
      version: "0.1.0",
      store: "./traces",
      ingestUrl: `${this.url}/api`,
      projects: this.#book.projects,
      ...(this.storeProblem !== undefined && { storeProblem: this.storeProblem }),
      ...(this.opikTraceUrl !== undefined && { opikTraceUrl: this.opikTraceUrl }),
    };
  }

  #json(response: ServerResponse, answer: unknown): void {
    const body = answer ?? { message: "Nothing is known of it." };
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  }

  async #file(pathname: string, response: ServerResponse): Promise<void> {
    const file = resolve(join(this.#folder, pathname));
    const isAsset = pathname.startsWith("/assets/") && file.startsWith(this.#folder + sep);
    const path = isAsset ? file : join(this.#folder, "index.html");
    const body = await readFile(path).catch(() => undefined);
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": TYPES[extname(path)] ?? "application/octet-stream",
      "content-security-policy": CONTENT_POLICY,
    });
    response.end(body);
  }
}
