import type { KindValues, OptionSpec } from "./option-spec.js";

/** A JavaScript timer with a longer delay fires at once. */
const MAX_TIMER_MS = 2_147_483_647;
const MAX_COUNT = Number.MAX_SAFE_INTEGER;

/** Every option: its sources, default, unit and meaning. The types of options and settings follow from it. */
export const OPTIONS = {
  apiKey: {
    kind: "secretText",
    env: "OPIK_API_KEY",
    fileKey: "opik.apiKey",
    iniKey: "api_key",
    default: undefined,
    does: "The key that opens the Opik server; hosts under comet.com need one.",
  },
  apiUrl: {
    kind: "url",
    env: "OPIK_URL_OVERRIDE",
    fileKey: "opik.apiUrl",
    iniKey: "url_override",
    default: "https://www.comet.com/opik/api",
    does: "The address of Opik's API, with its /api; for a local install http://localhost:5173/api.",
  },
  workspaceName: {
    kind: "text",
    inHeader: true,
    env: "OPIK_WORKSPACE",
    fileKey: "opik.workspaceName",
    iniKey: "workspace",
    default: "default",
    does: "The workspace that the traces belong to.",
  },
  projectName: {
    kind: "text",
    env: "OPIK_PROJECT_NAME",
    fileKey: "opik.projectName",
    iniKey: "project_name",
    default: "Default Project",
    does: "The project that the traces are logged to.",
  },
  environment: {
    kind: "text",
    env: "OPIK_ENVIRONMENT",
    fileKey: "opik.environment",
    default: undefined,
    does: "The name of the deployment, such as staging, that traces and spans carry.",
  },
  headers: {
    kind: "headers",
    env: "OPIK_LANGCHAIN_HEADERS",
    fileKey: "opik.headers",
    default: {},
    does: "HTTP headers to send with every request, as a proxy may need them.",
  },
  threadId: {
    kind: "text",
    env: "OPIK_LANGCHAIN_THREAD_ID",
    fileKey: "trace.threadId",
    default: undefined,
    does: "The conversation that every trace belongs to.",
  },
  tags: {
    kind: "textList",
    env: "OPIK_LANGCHAIN_TAGS",
    fileKey: "trace.tags",
    default: [],
    does: "Tags of every trace.",
  },
  metadata: {
    kind: "object",
    env: "OPIK_LANGCHAIN_METADATA",
    fileKey: "trace.metadata",
    default: {},
    does: "Metadata of every trace.",
  },
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
  sampleRate: {
    kind: "number",
    min: 0,
    max: 1,
    env: "OPIK_LANGCHAIN_SAMPLE_RATE",
    fileKey: "sampling.rate",
    default: 1,
    does: "The share of the traces that is kept, chosen by the trace's id; 1 is all.",
  },
  alwaysKeep: {
    kind: "choiceList",
    choices: ["errors", "fallbacks", "slow"],
    env: "OPIK_LANGCHAIN_ALWAYS_KEEP",
    fileKey: "sampling.alwaysKeep",
    default: ["errors", "fallbacks", "slow"],
    does: "Which traces are kept whatever the rate says.",
  },
  slowMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_SLOW_MS",
    fileKey: "sampling.slowMs",
    default: 10_000,
    does: "The duration from which sampling takes a trace for slow.",
  },
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
  abandonAfterMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_ABANDON_AFTER_MS",
    fileKey: "trace.abandonAfterMs",
    default: 300_000,
    does: "An open run without any event for this long is closed as abandoned; 0 is never.",
  },
  maxBatchRecords: {
    kind: "wholeNumber",
    min: 1,
    max: 1000,
    unit: "records",
    env: "OPIK_LANGCHAIN_MAX_BATCH_RECORDS",
    fileKey: "batching.maxRecords",
    default: 1000,
    does: "The most records that one request carries.",
  },
  maxBatchBytes: {
    kind: "wholeNumber",
    min: 1,
    max: MAX_COUNT,
    unit: "bytes",
    env: "OPIK_LANGCHAIN_MAX_BATCH_BYTES",
    fileKey: "batching.maxBytes",
    default: 3_000_000,
    does: "The largest body of one request, before compression.",
  },
  maxWaitMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_MAX_WAIT_MS",
    fileKey: "batching.maxWaitMs",
    default: 1000,
    does: "The longest that a record waits for others before it is sent.",
  },
  maxQueueRecords: {
    kind: "wholeNumber",
    min: 1,
    max: MAX_COUNT,
    unit: "records",
    env: "OPIK_LANGCHAIN_MAX_QUEUE_RECORDS",
    fileKey: "queue.maxRecords",
    default: 100_000,
    does: "The most records that wait in memory.",
  },
  maxQueueBytes: {
    kind: "wholeNumber",
    min: 1,
    max: MAX_COUNT,
    unit: "bytes",
    env: "OPIK_LANGCHAIN_MAX_QUEUE_BYTES",
    fileKey: "queue.maxBytes",
    default: 64_000_000,
    does: "The most bytes that wait in memory.",
  },
  requestTimeoutMs: {
    kind: "wholeNumber",
    min: 1,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_REQUEST_TIMEOUT_MS",
    fileKey: "delivery.requestTimeoutMs",
    default: 15_000,
    does: "The longest that one request may take.",
  },
  flushTimeoutMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_FLUSH_TIMEOUT_MS",
    fileKey: "delivery.flushTimeoutMs",
    default: 10_000,
    does: "The longest that a flush waits when its caller names no time.",
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export type OptionName = keyof typeof OPTIONS;
export type KindOf<Name extends OptionName> = (typeof OPTIONS)[Name]["kind"];
/** An option with choices has no other values than these. */
export type OptionValue<Name extends OptionName> = (typeof OPTIONS)[Name] extends {
  readonly kind: infer K;
  readonly choices: readonly (infer Choice)[];
}
  ? K extends "choice"
    ? Choice
    : readonly Choice[]
  : KindValues[KindOf<Name>];

/** The options as people give them: all may be left out, and `undefined` is the same as left out. */
export type OptionValues = { readonly [Name in OptionName]?: OptionValue<Name> | undefined };

/** What a setting is once resolved: only an option without a default may be undefined. */
export type SettingValue<Name extends OptionName> =
  | OptionValue<Name>
  | (undefined extends (typeof OPTIONS)[Name]["default"] ? undefined : never);

/** The options once resolved. */
export type Settings = { readonly [Name in OptionName]: SettingValue<Name> };

// `Object.keys` is typed as any text; the guard keeps the names exact.
const isOptionName = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name);
export const OPTION_NAMES: readonly OptionName[] = Object.keys(OPTIONS).filter(isOptionName);
