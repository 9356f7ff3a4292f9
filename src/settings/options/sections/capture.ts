import { MAX_COUNT } from "../number-limits.js";
import type { OptionRows } from "../option-spec.js";

/** Which values are recorded. */
export const CAPTURE = {
  captureInputs: {
    kind: "boolean",
    env: "OPIK_LANGCHAIN_CAPTURE_INPUTS",
    fileKey: "capture.inputs",
    default: true,
    does: "Whether inputs are recorded; without them traces keep names, times, tokens and errors.",
  },
  captureOutputs: {
    kind: "boolean",
    env: "OPIK_LANGCHAIN_CAPTURE_OUTPUTS",
    fileKey: "capture.outputs",
    default: true,
    does: "Whether outputs are recorded.",
  },
  redaction: {
    kind: "choice",
    choices: ["off", "standard"],
    env: "OPIK_LANGCHAIN_REDACTION",
    fileKey: "redaction.mode",
    default: "off",
    does: "What is hidden before anything is written: standard is secrets, e-mail addresses and card numbers.",
  },
} as const satisfies OptionRows;

/** How large a recorded value may be. */
export const CAPTURE_LIMITS = {
  maxFieldBytes: {
    kind: "wholeNumber",
    min: 1,
    max: MAX_COUNT,
    unit: "bytes",
    env: "OPIK_LANGCHAIN_MAX_FIELD_BYTES",
    fileKey: "capture.maxFieldBytes",
    default: 1_000_000,
    does: "The size at which one field of a record, such as its input, is cut.",
  },
  maxMediaBytes: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_COUNT,
    unit: "bytes",
    env: "OPIK_LANGCHAIN_MAX_MEDIA_BYTES",
    fileKey: "capture.maxMediaBytes",
    default: 500_000,
    does: "The size up to which an image, sound or file in a message is kept.",
  },
} as const satisfies OptionRows;
