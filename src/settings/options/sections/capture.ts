import { MAX_COUNT } from "../number-limits.js";
import type { OptionRows } from "../option-spec.js";

/** Which values are recorded. */
export const CAPTURE = {
  captureInputs: {
    kind: "boolean",
    env: "OPIK_LANGCHAIN_CAPTURE_INPUTS",
    fileKey: "capture.inputs",
    default: true,
    does: "Whether inputs are recorded. Without them, traces still have names, times, tokens and errors.",
  },
  captureOutputs: {
    kind: "boolean",
    env: "OPIK_LANGCHAIN_CAPTURE_OUTPUTS",
    fileKey: "capture.outputs",
    default: true,
    does: "Whether outputs are recorded. Without them, traces still have names, times, tokens and errors.",
  },
  redaction: {
    kind: "choice",
    choices: ["off", "standard"],
    env: "OPIK_LANGCHAIN_REDACTION",
    fileKey: "redaction.mode",
    default: "off",
    does: "What is hidden in every record before it is sent or stored. The value standard hides secrets, e-mail addresses and card numbers.",
  },
  media: {
    kind: "choice",
    choices: ["upload", "inline", "omit"],
    env: "OPIK_LANGCHAIN_MEDIA",
    fileKey: "capture.media",
    default: "upload",
    does: "What happens to images, sounds, videos and files. The value upload sends large ones as attachments of Opik, inline keeps them in the record up to maxMediaLength, and omit replaces each by its type and size.",
  },
} as const satisfies OptionRows;

/** How large a recorded value may be. */
export const CAPTURE_LIMITS = {
  maxFieldLength: {
    kind: "wholeNumber",
    min: 1,
    max: MAX_COUNT,
    unit: "characters",
    env: "OPIK_LANGCHAIN_MAX_FIELD_LENGTH",
    fileKey: "capture.maxFieldLength",
    earlierName: {
      option: "maxFieldBytes",
      env: "OPIK_LANGCHAIN_MAX_FIELD_BYTES",
      fileKey: "capture.maxFieldBytes",
    },
    default: 1_000_000,
    does: "Longest JSON text of one field of a record, such as its input, in UTF-16 characters. A longer value is shortened.",
  },
  maxMediaLength: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_COUNT,
    unit: "characters",
    env: "OPIK_LANGCHAIN_MAX_MEDIA_LENGTH",
    fileKey: "capture.maxMediaLength",
    earlierName: {
      option: "maxMediaBytes",
      env: "OPIK_LANGCHAIN_MAX_MEDIA_BYTES",
      fileKey: "capture.maxMediaBytes",
    },
    default: 500_000,
    does: "Longest base64 text of an image, sound or file that stays in its record, in UTF-16 characters. A longer one, and any from 250,000 characters on, becomes an attachment, or is replaced by its type and size.",
  },
  maxAttachmentBytes: {
    kind: "wholeNumber",
    min: 0,
    max: 100_000_000,
    unit: "bytes",
    env: "OPIK_LANGCHAIN_MAX_ATTACHMENT_BYTES",
    fileKey: "capture.maxAttachmentBytes",
    default: 20_000_000,
    does: "Largest image, sound, video or file that is sent as an attachment, in bytes. A larger one is replaced by its type, size and name.",
  },
} as const satisfies OptionRows;
