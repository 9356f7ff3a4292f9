import type { AttachmentRecord } from "../../records/record.js";
import type { Answer } from "./answer.js";

/** Types that a browser shows without running anything in them. An SVG image may contain scripts. */
const SHOWN = /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+)$/;

/** The bytes of an attachment: shown where nothing in them can be run, and otherwise a file to save. */
export function attachmentAnswer({ file_name, mime_type, data }: AttachmentRecord): Answer {
  const isShown = SHOWN.test(mime_type);
  return {
    kind: "content",
    status: 200,
    type: isShown ? mime_type : "application/octet-stream",
    content: Buffer.from(data, "base64"),
    headers: {
      "content-security-policy": "default-src 'none'; sandbox",
      "content-disposition": isShown ? "inline" : fileDisposition(file_name),
      // An attachment never changes.
      "cache-control": "private, max-age=86400",
    },
  };
}

/** A file to save, by this name. */
export function fileDisposition(name: string): string {
  return `attachment; filename="${name.replace(/[^\w.-]/g, "_")}"`;
}
