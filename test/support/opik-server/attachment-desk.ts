import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { readBody } from "./wire-request.js";

/** A file that has arrived whole. */
export interface ReceivedAttachment {
  readonly entityType: string;
  readonly entityId: string;
  readonly projectName: string;
  readonly fileName: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
}

export type UploadStep = "start" | "part" | "complete";

export interface UploadAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Another answer than the right one: in its place, none at all, or (undefined) the right one after all. */
export type AnswerUpload = (step: UploadStep, right: UploadAnswer) => UploadAnswer | "never" | undefined;

interface Started {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly parts: Map<number, Buffer>;
}

interface AttachmentDeskOptions {
  /** Where files go: into the server's own storage, or into one like Amazon's, which is a server of its own. */
  readonly storage: "own" | "s3";
  readonly answer: AnswerUpload;
  readonly violations: string[];
  readonly apiUrl: () => string;
}

const FOREIGN_HEADERS = ["authorization", "comet-workspace", "cookie"];
const MIN_PART_BYTES = 5 * 1024 * 1024;

/** The part of an Opik server that takes attachments. It checks each call, as `violations`. */
export class AttachmentDesk {
  readonly received: ReceivedAttachment[] = [];
  readonly #options: AttachmentDeskOptions;
  readonly #started = new Map<string, Started>();
  readonly #storage = createServer((request, response) => {
    void this.#takePart(request).then((answer) => {
      if (answer === "never") return;
      response.writeHead(answer.status, answer.headers);
      response.end(typeof answer.body === "string" ? answer.body : "");
    });
  });

  constructor(options: AttachmentDeskOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    if (this.#options.storage === "own") return;
    this.#storage.listen(0, "127.0.0.1");
    await once(this.#storage, "listening");
  }

  async close(): Promise<void> {
    if (!this.#storage.listening) return;
    this.#storage.closeAllConnections();
    await new Promise((resolve) => this.#storage.close(resolve));
  }

  /** Undefined: the path is none of an attachment's. */
  answer(path: string, request: IncomingMessage, body: Buffer): UploadAnswer | "never" | undefined {
    const call = `${request.method ?? ""} ${path.split("?")[0] ?? ""}`;
    switch (call) {
      case "POST /v1/private/attachment/upload-start":
        return this.#answered("start", this.#start(json(body)));
      case "PUT /v1/private/attachment/upload":
        return this.#answered("part", this.#takeWhole(path, body));
      case "POST /v1/private/attachment/upload-complete":
        return this.#answered("complete", this.#complete(json(body)));
      default:
        return undefined;
    }
  }

  #answered(step: UploadStep, right: UploadAnswer): UploadAnswer | "never" {
    return this.#options.answer(step, right) ?? right;
  }

  #start(fields: Readonly<Record<string, unknown>>): UploadAnswer {
    const { storage, apiUrl } = this.#options;
    this.#check("start", fields, ["num_of_file_parts", "path"]);
    const path = Buffer.from(String(fields.path), "base64url").toString();
    if (path !== apiUrl()) this.#violation(`upload-start: path is ${path}`);
    if (storage === "own") {
      const query = new URLSearchParams();
      for (const name of ["file_name", "mime_type", "entity_type", "entity_id", "project_name"]) {
        query.set(name, String(fields[name]));
      }
      const url = `${apiUrl()}/v1/private/attachment/upload?${query.toString()}`;
      return { status: 200, body: { upload_id: "BEMinIO", pre_sign_urls: [url] } };
    }
    const id = `upload-${this.#started.size + 1}`;
    this.#started.set(id, { fields, parts: new Map() });
    const count = Number(fields.num_of_file_parts);
    const urls = Array.from({ length: count }, (_, index) => this.#partUrl(id, index + 1));
    return { status: 200, body: { upload_id: id, pre_sign_urls: urls } };
  }

  #partUrl(id: string, part: number): string {
    const address = this.#storage.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return `http://127.0.0.1:${port}/bucket/${id}?partNumber=${part}&X-Amz-Signature=presigned-secret`;
  }

  #takeWhole(path: string, bytes: Buffer): UploadAnswer {
    const query = new URL(path, "http://opik").searchParams;
    this.#keep(Object.fromEntries(query), bytes);
    return { status: 204 };
  }

  async #takePart(request: IncomingMessage): Promise<UploadAnswer | "never"> {
    const bytes = (await readBody(request)) ?? Buffer.alloc(0);
    const { pathname, searchParams } = new URL(request.url ?? "", "http://storage");
    const part = Number(searchParams.get("partNumber"));
    const tag = `"${createHash("md5").update(bytes).digest("hex")}"`;
    for (const name of FOREIGN_HEADERS) if (name in request.headers) this.#violation(`storage got the header ${name}`);
    const answer = this.#answered("part", { status: 200, headers: { etag: tag } });
    if (answer !== "never" && answer.status === 200) {
      this.#started.get(pathname.replace("/bucket/", ""))?.parts.set(part, bytes);
    }
    return answer;
  }

  #complete(fields: Readonly<Record<string, unknown>>): UploadAnswer {
    this.#check("complete", fields, ["file_size", "upload_id", "uploaded_file_parts"]);
    const started = this.#started.get(String(fields.upload_id));
    const parts = [...(started?.parts ?? [])].sort(([one], [other]) => one - other);
    const tags = parts.map(([number, bytes]) => ({
      e_tag: `"${createHash("md5").update(bytes).digest("hex")}"`,
      part_number: number,
    }));
    if (JSON.stringify(tags) !== JSON.stringify(fields.uploaded_file_parts)) this.#violation("complete: other parts");
    if (parts.slice(0, -1).some(([, bytes]) => bytes.length < MIN_PART_BYTES)) this.#violation("a part is too small");
    const whole = Buffer.concat(parts.map(([, bytes]) => bytes));
    if (whole.length !== fields.file_size) this.#violation(`complete: file_size is ${String(fields.file_size)}`);
    for (const [name, value] of Object.entries(started?.fields ?? {})) {
      if (name in fields && fields[name] !== value) this.#violation(`complete: ${name} differs`);
    }
    this.#keep(fields, whole);
    return { status: 204 };
  }

  #check(call: string, fields: Readonly<Record<string, unknown>>, own: readonly string[]): void {
    const names = ["file_name", "mime_type", "project_name", "entity_type", "entity_id", ...own];
    for (const name of names) if (!(name in fields)) this.#violation(`${call}: ${name} is missing`);
    for (const name of Object.keys(fields)) if (!names.includes(name)) this.#violation(`${call}: ${name} is not known`);
    if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(String(fields.entity_id))) this.#violation(`${call}: entity_id is no UUID`);
    if (fields.entity_type !== "trace" && fields.entity_type !== "span") this.#violation(`${call}: no entity_type`);
  }

  #keep(fields: Readonly<Record<string, unknown>>, bytes: Buffer): void {
    const [entityType = "", entityId = "", projectName = "", fileName = "", mimeType = ""] = [
      fields.entity_type,
      fields.entity_id,
      fields.project_name,
      fields.file_name,
      fields.mime_type,
    ].map(String);
    this.received.push({ entityType, entityId, projectName, fileName, mimeType, bytes });
  }

  #violation(text: string): void {
    this.#options.violations.push(text);
  }
}

function json(body: Buffer): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(body.toString());
  return typeof value === "object" && value !== null ? { ...value } : {};
}
