import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SpanRecord, TraceRecord } from "../../../src/records/record.js";
import { checkSpanBatch, checkTraceBatch, type WireBatch } from "../../contract/wire-check.js";
import { isConnectionFault, playConnectionFault, type ScriptedAnswer } from "../models/scripted-answer.js";
import { Arrivals } from "./arrivals.js";
import { type AnswerUpload, AttachmentDesk, type ReceivedAttachment } from "./attachment-desk.js";
import { RecordBook, type SpanNode, spanTree } from "./record-book.js";
import { parseBody, readBody, refusedForm, reply, textOf, unpacked } from "./wire-request.js";

export interface RecordedRequest {
  readonly method: string;
  /** Below the API's base address. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** On the wire, as compressed. */
  readonly bytes: number;
  readonly text: string;
  /** 0 when the body is no valid batch, or was not read. */
  readonly records: number;
}

interface Counts {
  readonly traces?: number;
  readonly spans?: number;
  readonly requests?: number;
}

export interface RecordingOpikServerOptions {
  /** For the batch requests in the order of arrival; those after the last are answered by what they hold. */
  readonly script?: readonly ScriptedAnswer[];
  /** Larger bodies, as uncompressed, are answered with 413, as by a proxy. Default: none are. */
  readonly maxBodyBytes?: number;
  /** Batches with one of these ids are answered with 400. */
  readonly poisonedIds?: readonly string[];
  /** Batches with one of these records are answered with 400, too. */
  readonly refuses?: (record: TraceRecord | SpanRecord) => boolean;
  /** Told of each batch that was kept, with the headers of its request. */
  readonly onKept?: (records: readonly Pick<TraceRecord, "id">[], headers: IncomingHttpHeaders) => void;
  /** Where attachments are stored: by the server itself, or by another one that takes parts. Default: by itself. */
  readonly storage?: "own" | "s3";
  /** Answers the calls of an upload otherwise. */
  readonly answerUpload?: AnswerUpload;
  /** Answers what is no batch, such as a look-up of a prompt; undefined: with 404. */
  readonly answerOther?: AnswerOther;
}

export interface OtherRequest {
  readonly method: string;
  /** Below the API's base address, with its query. */
  readonly path: string;
  readonly body: unknown;
}

interface OtherAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** In place of a body: one JSON text a line, as Opik streams a list. */
  readonly lines?: readonly unknown[];
}

export type AnswerOther = (request: OtherRequest) => OtherAnswer | "never" | undefined;

/** The base path of Opik's API behind its web server. */
const API_PATH = "/api";

const UNKNOWN_PATH: OtherAnswer = { status: 404, body: { errors: ["unknown path"] } };

const BATCH_CHECKS = new Map<string, (body: unknown) => WireBatch>([
  ["/v1/private/traces/batch", checkTraceBatch],
  ["/v1/private/spans/batch", checkSpanBatch],
]);

/**
 * An Opik server for tests, over real HTTP: it takes batches, checks them against the wire schema (an invalid
 * one is a violation and is answered as Opik does), keeps the records, and plays the answers it is told to.
 */
export class RecordingOpikServer {
  /** Every request that arrived, answered or not. */
  readonly requests: RecordedRequest[] = [];
  /** What was wrong with the bodies. */
  readonly violations: string[] = [];
  readonly #traces = new RecordBook<TraceRecord>();
  readonly #spans = new RecordBook<SpanRecord>();
  readonly #script: ScriptedAnswer[];
  readonly #maxBodyBytes: number;
  readonly #refuses: (record: TraceRecord | SpanRecord) => boolean;
  readonly #onKept: NonNullable<RecordingOpikServerOptions["onKept"]>;
  readonly #answerOther: AnswerOther;
  readonly #attachments: AttachmentDesk;
  readonly #arrivals = new Arrivals();
  readonly #server = createServer((request, response) => {
    void this.#handle(request, response);
  });

  constructor({
    script = [],
    maxBodyBytes = Number.POSITIVE_INFINITY,
    poisonedIds = [],
    refuses = () => false,
    onKept = () => undefined,
    answerOther = () => undefined,
    answerUpload = () => undefined,
    storage = "own",
  }: RecordingOpikServerOptions = {}) {
    this.#script = [...script];
    this.#refuses = (record) => poisonedIds.includes(record.id) || refuses(record);
    this.#onKept = onKept;
    this.#answerOther = answerOther;
    this.#maxBodyBytes = maxBodyBytes;
    const apiUrl = () => this.url;
    this.#attachments = new AttachmentDesk({ storage, answer: answerUpload, violations: this.violations, apiUrl });
  }

  /** The API's base address, to be given as `apiUrl`. */
  get url(): string {
    return `http://127.0.0.1:${this.port}${API_PATH}`;
  }

  get port(): number {
    const address = this.#server.address();
    if (!isAddressInfo(address)) throw new Error("The recording server does not listen.");
    return address.port;
  }

  /** The accepted traces, each as its newest write. */
  get traces(): TraceRecord[] {
    return this.#traces.rows;
  }

  /** The accepted spans, each as its newest write. */
  get spans(): SpanRecord[] {
    return this.#spans.rows;
  }

  /** The attachments that have arrived whole, in that order. */
  get attachments(): readonly ReceivedAttachment[] {
    return this.#attachments.received;
  }

  /** @param port - default: any that is free */
  async listen(port = 0): Promise<void> {
    await this.#attachments.open();
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
  }

  /** Plays these for the next batch requests. */
  answerNext(...answers: readonly ScriptedAnswer[]): void {
    this.#script.push(...answers);
  }

  /** Plays these, and nothing that was to be played before. */
  answerOnly(answers: readonly ScriptedAnswer[]): void {
    this.#script.splice(0, Infinity, ...answers);
  }

  /** Resolves when there are at least so many, or when the condition holds; looked at after every arrival. */
  waitFor(expected: Counts | ((server: RecordingOpikServer) => boolean)): Promise<void> {
    return this.#arrivals.until(() => (typeof expected === "function" ? expected(this) : this.#has(expected)));
  }

  /** The accepted spans of a trace as a tree, in the order of their start times. */
  spanTree(traceId: string): SpanNode[] {
    return spanTree(this.spans, traceId);
  }

  async close(): Promise<void> {
    this.#arrivals.end("The recording server was closed before what was waited for came.");
    this.#server.closeAllConnections();
    await this.#attachments.close();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #has({ traces = 0, spans = 0, requests = 0 }: Counts): boolean {
    return this.traces.length >= traces && this.spans.length >= spans && this.requests.length >= requests;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "").replace(API_PATH, "");
    const check = request.method === "POST" ? BATCH_CHECKS.get(path) : undefined;
    if (check === undefined) {
      await this.#handleOther(request, response, path);
      return;
    }
    const scripted = this.#script.shift();
    if (isConnectionFault(scripted)) {
      this.#record(request, path, Buffer.alloc(0), undefined);
      playConnectionFault(scripted, request);
      return;
    }
    if (scripted?.kind === "slow_read") await scripted.until;
    const body = await readBody(request);
    if (body === undefined) return;
    const refused = scripted === undefined ? refusedForm(request, body) : undefined;
    if (refused !== undefined) {
      this.violations.push(`the body has a wrong form: ${refused}`);
      reply(response, refused, {}, JSON.stringify({ errors: ["the body is not what its headers say, or has none"] }));
      return;
    }
    const text = textOf(request, body);
    if (scripted === undefined && Buffer.byteLength(text) > this.#maxBodyBytes) {
      this.#record(request, path, body, undefined);
      reply(response, 413, {}, "<html><center>413 Request Entity Too Large</center></html>");
      return;
    }
    const batch = check(parseBody(request, body));
    this.#record(request, path, body, batch);
    await this.#answer(response, scripted, batch);
  }

  async #handleOther(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const body = await readBody(request);
    this.#record(request, path, body ?? Buffer.alloc(0), undefined);
    if (path === "/is-alive/ping") reply(response, 200, {}, '{"message":"Healthy Server","healthy":true}');
    else if (path === "/is-alive/ver") reply(response, 200, {}, '{"version":"2.2.48"}');
    else if (request.method === "PATCH" && this.#patch(path, parseBody(request, body ?? Buffer.alloc(0)))) {
      reply(response, 204, {}, "");
      this.#arrivals.happened();
    } else this.#replyToOther(request, response, path, body);
  }

  /** Whether the path names one trace or span. */
  #patch(path: string, fields: unknown): boolean {
    const [, kind, id = ""] = /^\/v1\/private\/(traces|spans)\/([0-9a-f-]{36})$/.exec(path) ?? [];
    if (kind === "traces" && isPatch(fields)) this.#traces.patch(id, fields);
    if (kind === "spans" && isPatch(fields)) this.#spans.patch(id, fields);
    return kind !== undefined;
  }

  #replyToOther(request: IncomingMessage, response: ServerResponse, path: string, body?: Buffer): void {
    const { method = "" } = request;
    const uploaded = body && this.#attachments.answer(path, request, unpacked(request, body));
    const answer: OtherAnswer | "never" | undefined =
      uploaded ?? this.#answerOther({ method, path, body: body && parseBody(request, body) });
    if (answer === "never") return;
    const { status, headers = {}, body: answered, lines } = answer ?? UNKNOWN_PATH;
    const text = lines?.map((line) => `${JSON.stringify(line)}\n`).join("") ?? textOfBody(answered);
    reply(response, status, headers, text);
    this.#arrivals.happened();
  }

  #record(request: IncomingMessage, path: string, body: Buffer, batch: WireBatch | undefined): void {
    const { method = "", headers } = request;
    this.requests.push({
      method,
      path,
      headers,
      bytes: body.length,
      text: textOf(request, body),
      records: batch === undefined ? 0 : recordsIn(batch).length,
    });
    if (batch?.kind === "invalid") this.violations.push(...batch.violations);
    this.#arrivals.happened();
  }

  async #answer(response: ServerResponse, scripted: ScriptedAnswer | undefined, batch: WireBatch): Promise<void> {
    if (scripted?.kind === "never") return;
    if (scripted?.kind === "reset_after_body") {
      response.socket?.resetAndDestroy();
      return;
    }
    if (scripted?.kind === "broken_answer") {
      this.#keep(batch, response);
      response.writeHead(200, { "content-length": 100 });
      response.write("{", () => response.socket?.resetAndDestroy());
    } else if (scripted?.kind === "status") {
      await scripted.after;
      if (scripted.status < 300) this.#keep(batch, response);
      reply(response, scripted.status, scripted.headers ?? {}, scripted.body ?? "");
    } else if (this.#isPoisoned(batch)) {
      reply(response, 400, {}, '{"errors":["a record that this server refuses"]}');
    } else if (batch.kind === "invalid") {
      reply(response, batch.status, {}, JSON.stringify({ errors: batch.violations }));
    } else {
      this.#keep(batch, response);
      reply(response, 204, {}, "");
    }
    this.#arrivals.happened();
  }

  #isPoisoned(batch: WireBatch): boolean {
    return batch.kind !== "invalid" && recordsIn(batch).some(this.#refuses);
  }

  #keep(batch: WireBatch, { req }: ServerResponse): void {
    if (batch.kind === "traces") for (const trace of batch.traces) this.#traces.write(trace);
    if (batch.kind === "spans") for (const span of batch.spans) this.#spans.write(span);
    this.#onKept(recordsIn(batch), req.headers);
  }
}

/** Starts a recording server on a free port of 127.0.0.1. */
export async function startRecordingOpikServer(options?: RecordingOpikServerOptions): Promise<RecordingOpikServer> {
  const server = new RecordingOpikServer(options);
  await server.listen();
  return server;
}

function textOfBody(body: unknown): string {
  return body === undefined ? "" : JSON.stringify(body);
}

// It was written by Opik's own client: the shape of its fields needs no check.
function isPatch(value: unknown): value is Partial<TraceRecord & SpanRecord> {
  return typeof value === "object" && value !== null;
}

function isAddressInfo(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

function recordsIn(batch: WireBatch): readonly (TraceRecord | SpanRecord)[] {
  switch (batch.kind) {
    case "traces":
      return batch.traces;
    case "spans":
      return batch.spans;
    case "invalid":
      return [];
  }
}
