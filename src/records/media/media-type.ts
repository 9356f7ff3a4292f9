/** How the base64 form of a media type begins. */
const BASE64_HEADS: ReadonlyArray<readonly [head: string, type: string]> = [
  ["iVBORw0KGg", "image/png"],
  ["/9j/", "image/jpeg"],
  ["R0lGOD", "image/gif"],
  ["JVBERi0", "application/pdf"],
  ["SUQz", "audio/mpeg"],
  ["T2dnUw", "audio/ogg"],
  ["ZkxhQ", "audio/flac"],
  ["GkXfo", "video/webm"],
];

/** The ninth to twelfth byte of a RIFF file say what it is: this is how `WEBP` and `WAVE` end in base64. */
const RIFF_KINDS: Readonly<Record<string, string>> = { XRUJQ: "image/webp", XQVZF: "audio/wav" };

// The sync word of MPEG audio without an ID3 tag, layer III.
const MP3_FRAME = /^\/\/[M-Ps-v]/;
// `ftyp` from the fifth byte on, after the length of the box.
const MP4_BOX = /^AAAA..Z0eXB/;

/** The MIME type that a text of base64 shows by how it begins; undefined: none that is known. */
export function sniffMediaType(base64: string): string | undefined {
  for (const [head, type] of BASE64_HEADS) if (base64.startsWith(head)) return type;
  if (MP3_FRAME.test(base64)) return "audio/mpeg";
  if (MP4_BOX.test(base64)) return "video/mp4";
  if (!base64.startsWith("UklGR")) return undefined;
  return RIFF_KINDS[base64.slice(11, 16)];
}

/** File name extensions that differ from what follows the slash of the type. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/svg+xml": "svg",
  "image/x-icon": "ico",
  "audio/mpeg": "mp3",
  "audio/x-wav": "wav",
  "audio/mp4": "m4a",
  "audio/l16": "pcm",
  "video/quicktime": "mov",
  "video/x-msvideo": "avi",
  "video/x-matroska": "mkv",
  "text/plain": "txt",
  "text/markdown": "md",
  "text/javascript": "js",
  "application/msword": "doc",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/vnd.ms-excel": "xls",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
};

/** The extension of a file name, in letters and digits only: Opik's page recognises no other placeholder. */
export function extensionOf(type: string): string {
  const known = EXTENSIONS[type];
  if (known !== undefined) return known;
  return /^[a-z]+\/(?:x-)?([a-z0-9]{1,10})(?:\+[a-z]+)?$/.exec(type)?.[1] ?? "bin";
}

/** Types of files by the name that an API calls a format. */
const FORMATS: Readonly<Record<string, string>> = {
  jpg: "image/jpeg",
  mp3: "audio/mpeg",
  pcm16: "audio/pcm",
  mov: "video/quicktime",
  pdf: "application/pdf",
  txt: "text/plain",
  md: "text/markdown",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xls: "application/vnd.ms-excel",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** The MIME type that a format means, such as `png` of an image. */
export function typeOfFormat(format: string, family: string): string {
  const known = FORMATS[format];
  return (
    known ?? (family === "application" && /^(?:csv|html)$/.test(format) ? `text/${format}` : `${family}/${format}`)
  );
}

const MIME_TYPE = /^[\w.+-]{1,64}\/[\w.+-]{1,128}$/;

/** The type without its parameters, in lower case; undefined for a text that is not a type. */
export function mediaTypeIn(text: string | undefined): string | undefined {
  const type = text?.slice(0, 300).split(";")[0]?.trim().toLowerCase();
  return type !== undefined && MIME_TYPE.test(type) ? type : undefined;
}
