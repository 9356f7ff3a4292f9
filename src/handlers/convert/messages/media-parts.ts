import { asJsonObject, asText, isJsonObject, type JsonObject } from "../../../records/json/json-object.js";
import { dataUriIn } from "../../../records/media/media-note.js";
import { typeOfFormat } from "../../../records/media/media-type.js";
import { type FoundMedia, placeMedia, shownFile, shownSound, shownVideo } from "./shown-media.js";

/**
 * An image, a sound, a video or a file as Opik shows it: by its data, by its address, or by the id of the file that the
 * provider keeps. Undefined if it is none of these, or has none of them.
 */
export function mediaPart(part: JsonObject): unknown {
  switch (part.type) {
    case "image":
    case "input_image":
    case "image_url":
      return imagePart(part);
    case "audio":
    case "input_audio":
      return soundPart(part);
    case "video":
      return videoPart(part);
    case "file":
    case "input_file":
    case "document":
    case "text-plain":
      return documentPart(part);
    case "image_generation_call":
      return generatedImage(part);
    case "media":
      return mediaOfType(part);
    default:
      return googlePart(part) ?? bedrockPart(part);
  }
}

function imagePart(part: JsonObject): unknown {
  const { image_url: given } = part;
  const address = isJsonObject(given) ? given.url : given;
  const found = isDataUri(address) ? dataOf(address, part) : mediaIn(part);
  if (found !== undefined) return shownImage(found, isJsonObject(given) ? given : undefined);
  if (isJsonObject(given)) return { type: "image_url", image_url: given };
  const url = asText(given) ?? addressOf(part);
  return url === undefined ? (filePart(part) ?? bedrockPart(part)) : { type: "image_url", image_url: { url } };
}

// LangChain passes its own sounds, videos and files to callbacks as images of their type.
function shownImage(found: FoundMedia, details: JsonObject | undefined): unknown {
  const type = found.type ?? (typeof found.data === "string" ? dataUriIn(found.data)?.type : undefined);
  if (type !== undefined && !type.startsWith("image/")) return shownByType({ ...found, type });
  const placed = placeMedia({ ...found, otherType: "image/png" });
  if (placed.kind === "left_out") return { type: "text", text: placed.note };
  const url = placed.kind === "attached" ? placed.token : `data:${placed.type};base64,${placed.base64}`;
  return { type: "image_url", image_url: { ...details, url } };
}

function shownByType(found: FoundMedia & { readonly type: string }): unknown {
  if (found.type.startsWith("audio/")) return shownSound(found, undefined);
  return found.type.startsWith("video/") ? shownVideo(found) : shownFile(found);
}

function isDataUri(address: unknown): boolean {
  return typeof address === "string" && address.startsWith("data:");
}

function soundPart(part: JsonObject): unknown {
  const sound = asJsonObject(part.input_audio);
  const found = mediaIn(part) ?? dataOf(sound.data, part, formatType(sound.format, "audio"));
  if (found !== undefined) return shownSound(found, asText(sound.format));
  if (part.type === "input_audio") return part;
  const url = addressOf(part);
  return url === undefined ? filePart(part) : { type: "audio_url", audio_url: { url } };
}

function videoPart(part: JsonObject): unknown {
  const found = mediaIn(part);
  return found === undefined ? bedrockPart(part) : shownVideo(found);
}

function documentPart(part: JsonObject): unknown {
  const { file_data, filename } = isJsonObject(part.file) ? part.file : part;
  const found = mediaIn(part) ?? dataOf(file_data, part);
  if (found !== undefined) return shownFile({ ...found, name: found.name ?? asText(filename) });
  if (part.type === "text-plain") return { type: "text", text: part.text ?? part.data };
  return part.type === "document" ? bedrockPart(part) : undefined;
}

function mediaOfType(part: JsonObject): unknown {
  const type = mediaType(part) ?? "";
  if (type.startsWith("image/")) return imagePart(part);
  if (type.startsWith("audio/")) return soundPart(part);
  const found = mediaIn(part);
  return found && shownByType({ ...found, type });
}

// OpenAI's models make images with a built-in tool.
function generatedImage({ result, revised_prompt, output_format }: JsonObject): unknown {
  if (asText(result) === undefined) return undefined;
  const image = imagePart({ data: result, mimeType: formatType(output_format, "image") ?? "image/png" });
  return isJsonObject(image) ? { ...image, revised_prompt } : image;
}

// Gemini's own parts have no type that says what they are.
function googlePart({ inlineData, fileData }: JsonObject): unknown {
  const inner = [inlineData, fileData].find(isJsonObject);
  return inner === undefined ? undefined : mediaOfType(inner);
}

const BEDROCK_FAMILIES = { image: "image", audio: "audio", video: "video", document: "application" } as const;
const BEDROCK_KINDS = ["image", "audio", "video", "document"] as const;

// Bedrock's parts are under the name of their kind, and hold bytes.
function bedrockPart(part: JsonObject): unknown {
  for (const kind of BEDROCK_KINDS) {
    const inner = part[kind];
    if (!isJsonObject(inner)) continue;
    const { bytes } = asJsonObject(inner.source);
    const found = dataOf(bytes, inner, formatType(inner.format, BEDROCK_FAMILIES[kind]));
    if (found === undefined) continue;
    if (kind === "image") return imagePart({ data: bytes, mimeType: found.type });
    if (kind === "audio") return shownSound(found, asText(inner.format));
    return kind === "video" ? shownVideo(found) : shownFile(found);
  }
  return undefined;
}

function formatType(format: unknown, family: string): string | undefined {
  const name = asText(format)?.toLowerCase();
  return name !== undefined && /^[a-z0-9]{1,10}$/.test(name) ? typeOfFormat(name, family) : undefined;
}

/** A file that the provider keeps, as OpenAI names it. */
function filePart(part: JsonObject): unknown {
  const source = asJsonObject(part.source);
  const id = asText(part.fileId) ?? asText(part.file_id) ?? asText(source.file_id) ?? asText(part.id);
  return id === undefined ? undefined : { type: "file", file: { file_id: id } };
}

function addressOf(part: JsonObject): string | undefined {
  const { url, fileUri } = asJsonObject(part.source);
  return asText(part.url) ?? asText(part.fileUri) ?? asText(part.file_uri) ?? asText(url) ?? asText(fileUri);
}

/** What the part itself holds, in the forms of LangChain's versions, Anthropic and Google. */
function mediaIn(part: JsonObject): FoundMedia | undefined {
  const { source } = part;
  const inner = asJsonObject(source);
  // A text is not base64.
  if (inner.type === "text" || part.source_type === "text") return undefined;
  if (part.type === "text-plain" && typeof part.data === "string") return undefined;
  return dataOf(part.data ?? inner.data ?? inner.bytes, part);
}

function dataOf(data: unknown, part: JsonObject, type = mediaType(part)): FoundMedia | undefined {
  const text = asText(data);
  if (text !== undefined) return { data: text, type, name: nameOf(part) };
  const bytes = bytesOf(data);
  return bytes && { data: bytes, type, name: nameOf(part) };
}

function bytesOf(data: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : undefined;
}

function mediaType(part: JsonObject): string | undefined {
  return asText(part.mimeType) ?? asText(part.mime_type) ?? asText(asJsonObject(part.source).media_type);
}

function nameOf(part: JsonObject): string | undefined {
  const { filename, name, title } = asJsonObject(part.metadata);
  return [part.filename, part.name, part.title, filename, name, title].map(asText).find((one) => one !== undefined);
}
