import { asJsonObject, asText } from "../../records/json/json-object.js";
import { bytesOfBase64, fromBase64, standardBase64, toBase64 } from "../../records/media/base64.js";
import { systemClock } from "../../runtime/system-clock.js";
import type { ExportResult } from "../batch-exporter.js";
import type { Clock } from "../clock.js";
import { classifyAnswer, isGood } from "./classify-answer.js";
import type { HttpAnswer, Transport } from "./http-transport.js";
import { parsedBody } from "./server-message.js";

interface UploadParts {
  readonly transport: Transport;
  readonly clock: Pick<Clock, "wallTimeMs">;
  readonly signal: AbortSignal;
}

/** An attachment as its record has it. */
interface Attachment {
  /** The fields that each of the server's requests has under the same names. */
  readonly fields: {
    readonly file_name: string;
    readonly mime_type: string;
    readonly project_name: string;
    readonly entity_type: string;
    readonly entity_id: string;
  };
  /** In its standard form. It becomes bytes when they are sent: for a large one that takes some time. */
  readonly base64: string;
  readonly size: number;
}

/** The addresses to which the server wants the bytes to be sent. */
interface Upload {
  readonly id: string;
  readonly to: "api" | "storage";
  readonly urls: readonly URL[];
}

/** Amazon S3 accepts no part smaller than 5 MiB except the last. This is its length in characters of base64. */
const PART_CHARACTERS = 7 * 1024 * 1024;
const PART_BYTES = (PART_CHARACTERS / 4) * 3;
/** The answer of a server that stores files itself; it accepts them whole. */
const OWN_STORAGE = "BEMinIO";

/**
 * Begins an upload, sends the bytes to the addresses that the server names, and completes it. Called again, it begins
 * anew.
 */
export async function uploadAttachment(json: string, parts: UploadParts): Promise<ExportResult> {
  if (json.length > LARGE_LENGTH) await ownTurn();
  const attachment = readAttachment(json);
  if (attachment === undefined) return refused("the attachment cannot be read");
  const { transport, signal } = parts;
  const count = Math.max(1, Math.ceil(attachment.size / PART_BYTES));
  const path = toBase64(new TextEncoder().encode(transport.apiUrl)).replaceAll("+", "-").replaceAll("/", "_");
  const start = JSON.stringify({ ...attachment.fields, num_of_file_parts: count, path });
  const answer = await transport.post("/v1/private/attachment/upload-start", [start], signal);
  const started = classifyUpload(answer, parts);
  if (started.kind !== "accepted") return started;
  const upload = readUpload(answer, count, new URL(transport.apiUrl));
  if (typeof upload === "string") return refused(`the server's answer to the start of an upload ${upload}`);
  return upload.to === "api" ? putWhole(attachment, upload, parts) : putParts(attachment, upload, parts);
}

/** Of a JSON text, in characters: reading it takes milliseconds. */
const LARGE_LENGTH = 2_000_000;

let lastTurn: Promise<unknown> = Promise.resolve();

/** One large attachment is read in each turn of the event loop, so that the host can work between two. */
function ownTurn(): Promise<unknown> {
  lastTurn = lastTurn.then(
    () =>
      new Promise<void>((resolve) => {
        systemClock.after(0, resolve);
      }),
  );
  return lastTurn;
}

async function putWhole({ base64 }: Attachment, { urls }: Upload, parts: UploadParts): Promise<ExportResult> {
  const [url] = urls;
  if (url === undefined) return refused("the server named no address for an attachment");
  return classifyUpload(await parts.transport.put({ url, bytes: fromBase64(base64), to: "api" }, parts.signal), parts);
}

async function putParts(attachment: Attachment, { id, urls }: Upload, parts: UploadParts): Promise<ExportResult> {
  const { transport, signal } = parts;
  const { fields, base64, size } = attachment;
  const sent: { readonly e_tag: string; readonly part_number: number }[] = [];
  for (const [index, url] of urls.entries()) {
    const bytes = fromBase64(base64.slice(index * PART_CHARACTERS, (index + 1) * PART_CHARACTERS));
    const answer = await transport.put({ url, bytes, to: "storage" }, signal);
    const tag = answer.kind === "answered" && isGood(answer.status) ? asText(answer.headers.etag) : undefined;
    if (tag === undefined) return storageFailure(answer, url);
    sent.push({ e_tag: tag, part_number: index + 1 });
  }
  const complete = { ...fields, file_size: size, upload_id: id, uploaded_file_parts: sent };
  const answer = await transport.post("/v1/private/attachment/upload-complete", [JSON.stringify(complete)], signal);
  return classifyUpload(answer, parts);
}

function readAttachment(json: string): Attachment | undefined {
  const record = asJsonObject(withoutCopy(json) ?? parsedBody(json));
  const file_name = asText(record.file_name);
  const entity_id = asText(record.entity_id);
  const base64 = standardBase64(asText(record.data) ?? "");
  if (file_name === undefined || entity_id === undefined || base64 === undefined || base64 === "") return undefined;
  const [mime_type, project_name, entity_type] = [record.mime_type, record.project_name, record.entity_type].map(
    String,
  );
  if (mime_type === undefined || project_name === undefined || entity_type === undefined) return undefined;
  const fields = { file_name, mime_type, project_name, entity_type, entity_id };
  return { fields, base64, size: bytesOfBase64(base64) };
}

const DATA_FIELD = ',"data":"';

/** The record in the form of our own writer: its data comes last, and is not copied as a parser would do. */
function withoutCopy(json: string): object | undefined {
  const at = json.indexOf(DATA_FIELD);
  if (at === -1 || !json.endsWith('"}')) return undefined;
  const head = asJsonObject(parsedBody(`${json.slice(0, at)}}`));
  // A quote within it is noticed when it is read as base64.
  return { ...head, data: json.slice(at + DATA_FIELD.length, -'"}'.length) };
}

/** What is wrong with the answer, if it can't be used. */
function readUpload(answer: HttpAnswer, count: number, api: URL): Upload | string {
  const { upload_id, pre_sign_urls } = asJsonObject(answer.kind === "answered" ? parsedBody(answer.body) : undefined);
  const id = asText(upload_id);
  if (id === undefined || !Array.isArray(pre_sign_urls)) return "has no id or no addresses";
  const to = id === OWN_STORAGE ? "api" : "storage";
  const wanted = to === "api" ? 1 : count;
  if (pre_sign_urls.length !== wanted) return `has ${pre_sign_urls.length} addresses instead of ${wanted}`;
  const urls = pre_sign_urls.flatMap((text) => readAddress(text, to, api) ?? []);
  return urls.length === wanted ? { id, to, urls } : "has an address that nothing may be sent to";
}

/** The key is sent to the API alone, and bytes that came over an encrypted connection are sent on over one. */
function readAddress(text: unknown, to: Upload["to"], api: URL): URL | undefined {
  if (typeof text !== "string" || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== "https:" && (url.protocol !== "http:" || api.protocol === "https:")) return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  const isApis = url.origin === api.origin && url.pathname.startsWith(api.pathname);
  return to === "api" && !isApis ? undefined : url;
}

/** Servers that do not know attachments, or store no files, still accept records: only the attachment is refused. */
const NO_UPLOADS = new Set([404, 405, 501]);

function classifyUpload(answer: HttpAnswer, { clock }: UploadParts): ExportResult {
  if (answer.kind === "answered" && NO_UPLOADS.has(answer.status)) {
    return refused(`status ${answer.status}: this server accepts no attachments`);
  }
  return classifyAnswer(answer, clock.wallTimeMs());
}

// Neither the address, which lets anyone write there, nor the answer, which may repeat it, is in the message.
function storageFailure(answer: HttpAnswer, { host }: URL): ExportResult {
  const storage = `the storage at ${host} that the server named`;
  if (answer.kind === "failed") {
    return { kind: "later", cause: answer.cause, isElsewhere: true, message: `${storage} could not be reached` };
  }
  if (isGood(answer.status)) return refused(`${storage} gave no ETag`);
  return { kind: "later", cause: "server_error", isElsewhere: true, message: `${storage} answered ${answer.status}` };
}

function refused(message: string): ExportResult {
  return { kind: "split", cause: "invalid", message };
}
