import { asJsonObject, asText, isJsonObject, type JsonObject } from "../../../records/json/json-object.js";

/**
 * An image or a sound as Opik shows it: by its data, by its address, or by the id of the file that the provider keeps.
 * Undefined: it is none, or it does not tell where it is.
 */
export function mediaPart(part: JsonObject): unknown {
  switch (part.type) {
    case "image":
    case "input_image":
    case "image_url":
      return imagePart(part);
    case "audio":
      return soundPart(part);
    case "image_generation_call":
      return generatedImage(part);
    case "media":
      return mediaOfType(part);
    default:
      return googlePart(part);
  }
}

function imagePart(part: JsonObject): unknown {
  if (isJsonObject(part.image_url)) return { type: "image_url", image_url: part.image_url };
  const data = mediaData(part);
  const url = asText(part.image_url) ?? addressOf(part) ?? dataUri(data, part, "image/png");
  return url === undefined ? filePart(part) : { type: "image_url", image_url: { url } };
}

function soundPart(part: JsonObject): unknown {
  const data = mediaData(part);
  const format = mediaType(part)?.split("/")[1];
  if (data !== undefined) return { type: "input_audio", input_audio: { data, format } };
  const url = addressOf(part);
  return url === undefined ? filePart(part) : { type: "audio_url", audio_url: { url } };
}

function mediaOfType(part: JsonObject): unknown {
  const type = mediaType(part) ?? "";
  if (type.startsWith("image/")) return imagePart(part);
  return type.startsWith("audio/") ? soundPart(part) : undefined;
}

// OpenAI's models make images with a tool of their own.
function generatedImage({ result, revised_prompt }: JsonObject): unknown {
  if (asText(result) === undefined) return undefined;
  return { type: "image_url", image_url: { url: `data:image/png;base64,${String(result)}` }, revised_prompt };
}

// Gemini's own parts have no type that says what they are.
function googlePart({ inlineData, fileData }: JsonObject): unknown {
  const inner = [inlineData, fileData].find(isJsonObject);
  return inner === undefined ? undefined : mediaOfType(inner);
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

function dataUri(data: unknown, part: JsonObject, otherType: string): unknown {
  return typeof data === "string" ? `data:${mediaType(part) ?? otherType};base64,${data}` : data;
}

function mediaType(part: JsonObject): string | undefined {
  return asText(part.mimeType) ?? asText(part.mime_type) ?? asText(asJsonObject(part.source).media_type);
}

function mediaData(part: JsonObject): unknown {
  return part.data ?? asJsonObject(part.source).data;
}
