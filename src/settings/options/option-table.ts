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
  userId: {
    kind: "text",
    env: "OPIK_LANGCHAIN_USER_ID",
    fileKey: "attribution.userId",
    default: undefined,
    does: "The user that a run works for, unless its metadata names one.",
  },
  tenantId: {
    kind: "text",
    env: "OPIK_LANGCHAIN_TENANT_ID",
    fileKey: "attribution.tenantId",
    default: undefined,
    does: "The tenant, such as a customer's account, that a run works for, unless its metadata names one.",
  },
  agentName: {
    kind: "text",
    env: "OPIK_LANGCHAIN_AGENT_NAME",
    fileKey: "attribution.agentName",
    default: undefined,
    does: "The agent that does the work, unless a run's metadata or its agent names one.",
  },
  agentTier: {
    kind: "text",
    env: "OPIK_LANGCHAIN_AGENT_TIER",
    fileKey: "attribution.agentTier",
    default: undefined,
    does: "The tier of that agent, in your own words, unless a run's metadata names one.",
  },
  skill: {
    kind: "text",
    env: "OPIK_LANGCHAIN_SKILL",
    fileKey: "attribution.skill",
    default: undefined,
    does: "The skill that is used, unless a run's metadata names one.",
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
  liveAfterMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_LIVE_AFTER_MS",
    fileKey: "trace.liveAfterMs",
    default: 10_000,
    does: "A run that is open for this long is sent as in progress, and again whole when it ends; 0 is never.",
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
    default: 2_000_000,
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
  breakerFailures: {
    kind: "wholeNumber",
    min: 1,
    max: MAX_COUNT,
    unit: "failures",
    env: "OPIK_LANGCHAIN_BREAKER_FAILURES",
    fileKey: "circuitBreaker.failures",
    default: 5,
    does: "After so many failed requests in a row nothing is sent for a while; records wait on disk.",
  },
  breakerResetAfterMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_BREAKER_RESET_AFTER_MS",
    fileKey: "circuitBreaker.resetAfterMs",
    default: 30_000,
    does: "How long that is, until one request may try again.",
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
  exitTimeoutMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_TIMER_MS,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_EXIT_TIMEOUT_MS",
    fileKey: "delivery.exitTimeoutMs",
    default: 2000,
    does: "The longest that a process which ends is held to deliver what is pending; the rest is put on disk.",
  },
  spool: {
    kind: "boolean",
    env: "OPIK_LANGCHAIN_SPOOL",
    fileKey: "spool.enabled",
    default: true,
    does: "Whether records that can't be delivered now wait on disk, as far as the runtime has one.",
  },
  spoolDir: {
    kind: "text",
    env: "OPIK_LANGCHAIN_SPOOL_DIR",
    fileKey: "spool.dir",
    default: undefined,
    does: "The folder where records wait; without it langchain-opik/spool in the user's state folder.",
  },
  spoolMaxBytes: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_COUNT,
    unit: "bytes",
    env: "OPIK_LANGCHAIN_SPOOL_MAX_BYTES",
    fileKey: "spool.maxBytes",
    default: 256_000_000,
    does: "The most bytes that wait on disk for one server, workspace and key; the oldest make room.",
  },
  spoolMaxAgeMs: {
    kind: "wholeNumber",
    min: 0,
    max: MAX_COUNT,
    unit: "milliseconds",
    env: "OPIK_LANGCHAIN_SPOOL_MAX_AGE_MS",
    fileKey: "spool.maxAgeMs",
    default: 604_800_000,
    does: "The longest that a record waits on disk, 7 days by default; older ones are dropped.",
  },
  durable: {
    kind: "boolean",
    env: "OPIK_LANGCHAIN_DURABLE",
    fileKey: "spool.durable",
    default: false,
    does: "Whether every record is on disk before the run goes on, so that not even kill -9 loses one that had ended.",
  },
  store: {
    kind: "storeLocation",
    env: "OPIK_LANGCHAIN_STORE",
    fileKey: "store.location",
    default: undefined,
    does: "A database of your own that keeps the traces too: a folder, or postgres://...; in code also a TraceStore.",
  },
  storePrefix: {
    kind: "text",
    env: "OPIK_LANGCHAIN_STORE_PREFIX",
    fileKey: "store.prefix",
    default: undefined,
    does: "What stands before the names of its tables, such as opik_.",
  },
  retentionDays: {
    kind: "wholeNumber",
    min: 0,
    max: 36_500,
    unit: "days",
    env: "OPIK_LANGCHAIN_RETENTION_DAYS",
    fileKey: "retention.days",
    default: 90,
    does: "How long that database keeps a trace; 0 is for ever.",
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
