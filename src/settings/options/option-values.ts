// Written by `npm run docs` from the rows in ./sections: editors show comments of properties, not of rows.

/** The options as people give them: all may be left out, and `undefined` is the same as left out. */
export interface OptionValues {
  /**
   * The key that opens the Opik server; hosts under comet.com need one.
   *
   * Environment: `OPIK_API_KEY`; config file: `opik.apiKey`.
   */
  readonly apiKey?: string | undefined;

  /**
   * The address of Opik's API, with its /api; for a local install http://localhost:5173/api.
   *
   * Environment: `OPIK_URL_OVERRIDE`; config file: `opik.apiUrl`.
   *
   * @defaultValue `"https://www.comet.com/opik/api"`
   */
  readonly apiUrl?: string | undefined;

  /**
   * The workspace that the traces belong to.
   *
   * Environment: `OPIK_WORKSPACE`; config file: `opik.workspaceName`.
   *
   * @defaultValue `"default"`
   */
  readonly workspaceName?: string | undefined;

  /**
   * The project that the traces are logged to.
   *
   * Environment: `OPIK_PROJECT_NAME`; config file: `opik.projectName`.
   *
   * @defaultValue `"Default Project"`
   */
  readonly projectName?: string | undefined;

  /**
   * The name of the deployment, such as staging, that traces and spans carry.
   *
   * Environment: `OPIK_ENVIRONMENT`; config file: `opik.environment`.
   */
  readonly environment?: string | undefined;

  /**
   * HTTP headers to send with every request, as a proxy may need them.
   *
   * Environment: `OPIK_LANGCHAIN_HEADERS`; config file: `opik.headers`.
   *
   * @defaultValue `{}`
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;

  /**
   * The conversation that every trace belongs to.
   *
   * Environment: `OPIK_LANGCHAIN_THREAD_ID`; config file: `trace.threadId`.
   */
  readonly threadId?: string | undefined;

  /**
   * Tags of every trace.
   *
   * Environment: `OPIK_LANGCHAIN_TAGS`; config file: `trace.tags`.
   *
   * @defaultValue `[]`
   */
  readonly tags?: readonly string[] | undefined;

  /**
   * Metadata of every trace.
   *
   * Environment: `OPIK_LANGCHAIN_METADATA`; config file: `trace.metadata`.
   *
   * @defaultValue `{}`
   */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;

  /**
   * The user that a run works for, unless its metadata names one.
   *
   * Environment: `OPIK_LANGCHAIN_USER_ID`; config file: `attribution.userId`.
   */
  readonly userId?: string | undefined;

  /**
   * The tenant, such as a customer's account, that a run works for, unless its metadata names one.
   *
   * Environment: `OPIK_LANGCHAIN_TENANT_ID`; config file: `attribution.tenantId`.
   */
  readonly tenantId?: string | undefined;

  /**
   * The agent that does the work, unless a run's metadata or its agent names one.
   *
   * Environment: `OPIK_LANGCHAIN_AGENT_NAME`; config file: `attribution.agentName`.
   */
  readonly agentName?: string | undefined;

  /**
   * The tier of that agent, in your own words, unless a run's metadata names one.
   *
   * Environment: `OPIK_LANGCHAIN_AGENT_TIER`; config file: `attribution.agentTier`.
   */
  readonly agentTier?: string | undefined;

  /**
   * The skill that is used, unless a run's metadata names one.
   *
   * Environment: `OPIK_LANGCHAIN_SKILL`; config file: `attribution.skill`.
   */
  readonly skill?: string | undefined;

  /**
   * Whether inputs are recorded; without them traces keep names, times, tokens and errors.
   *
   * Environment: `OPIK_LANGCHAIN_CAPTURE_INPUTS`; config file: `capture.inputs`.
   *
   * @defaultValue `true`
   */
  readonly captureInputs?: boolean | undefined;

  /**
   * Whether outputs are recorded.
   *
   * Environment: `OPIK_LANGCHAIN_CAPTURE_OUTPUTS`; config file: `capture.outputs`.
   *
   * @defaultValue `true`
   */
  readonly captureOutputs?: boolean | undefined;

  /**
   * What is hidden before anything is written: standard is secrets, e-mail addresses and card numbers.
   *
   * Environment: `OPIK_LANGCHAIN_REDACTION`; config file: `redaction.mode`.
   *
   * @defaultValue `"off"`
   */
  readonly redaction?: "off" | "standard" | undefined;

  /**
   * The share of the traces that is kept, chosen by the trace's id; 1 is all.
   *
   * From 0 to 1.
   *
   * Environment: `OPIK_LANGCHAIN_SAMPLE_RATE`; config file: `sampling.rate`.
   *
   * @defaultValue `1`
   */
  readonly sampleRate?: number | undefined;

  /**
   * Which traces are kept whatever the rate says.
   *
   * Environment: `OPIK_LANGCHAIN_ALWAYS_KEEP`; config file: `sampling.alwaysKeep`.
   *
   * @defaultValue `["errors","fallbacks","slow"]`
   */
  readonly alwaysKeep?: readonly ("errors" | "fallbacks" | "slow")[] | undefined;

  /**
   * The duration from which sampling takes a trace for slow.
   *
   * A whole number of milliseconds, at least 0.
   *
   * Environment: `OPIK_LANGCHAIN_SLOW_MS`; config file: `sampling.slowMs`.
   *
   * @defaultValue `10_000` (10 seconds)
   */
  readonly slowMs?: number | undefined;

  /**
   * The size at which one field of a record, such as its input, is cut.
   *
   * A whole number of bytes, at least 1.
   *
   * Environment: `OPIK_LANGCHAIN_MAX_FIELD_BYTES`; config file: `capture.maxFieldBytes`.
   *
   * @defaultValue `1_000_000` (1 MB)
   */
  readonly maxFieldBytes?: number | undefined;

  /**
   * The size up to which an image, sound or file in a message is kept.
   *
   * A whole number of bytes, at least 0.
   *
   * Environment: `OPIK_LANGCHAIN_MAX_MEDIA_BYTES`; config file: `capture.maxMediaBytes`.
   *
   * @defaultValue `500_000` (500 kB)
   */
  readonly maxMediaBytes?: number | undefined;

  /**
   * An open run without any event for this long is closed as abandoned; 0 is never.
   *
   * A whole number of milliseconds, at least 0.
   *
   * Environment: `OPIK_LANGCHAIN_ABANDON_AFTER_MS`; config file: `trace.abandonAfterMs`.
   *
   * @defaultValue `300_000` (5 minutes)
   */
  readonly abandonAfterMs?: number | undefined;

  /**
   * A run that is open for this long is sent as in progress, and again whole when it ends; 0 is never.
   *
   * A whole number of milliseconds, at least 0.
   *
   * Environment: `OPIK_LANGCHAIN_LIVE_AFTER_MS`; config file: `trace.liveAfterMs`.
   *
   * @defaultValue `10_000` (10 seconds)
   */
  readonly liveAfterMs?: number | undefined;

  /**
   * The most records that one request carries.
   *
   * A whole number of records, from 1 to 1,000.
   *
   * Environment: `OPIK_LANGCHAIN_MAX_BATCH_RECORDS`; config file: `batching.maxRecords`.
   *
   * @defaultValue `1_000`
   */
  readonly maxBatchRecords?: number | undefined;

  /**
   * The largest body of one request, before compression.
   *
   * A whole number of bytes, at least 1.
   *
   * Environment: `OPIK_LANGCHAIN_MAX_BATCH_BYTES`; config file: `batching.maxBytes`.
   *
   * @defaultValue `2_000_000` (2 MB)
   */
  readonly maxBatchBytes?: number | undefined;

  /**
   * The longest that a record waits for others before it is sent.
   *
   * A whole number of milliseconds, at least 0.
   *
   * Environment: `OPIK_LANGCHAIN_MAX_WAIT_MS`; config file: `batching.maxWaitMs`.
   *
   * @defaultValue `1_000`
   */
  readonly maxWaitMs?: number | undefined;

  /**
   * The most records that wait in memory.
   *
   * A whole number of records, at least 1.
   *
   * Environment: `OPIK_LANGCHAIN_MAX_QUEUE_RECORDS`; config file: `queue.maxRecords`.
   *
   * @defaultValue `100_000`
   */
  readonly maxQueueRecords?: number | undefined;

  /**
   * The most bytes that wait in memory.
   *
   * A whole number of bytes, at least 1.
   *
   * Environment: `OPIK_LANGCHAIN_MAX_QUEUE_BYTES`; config file: `queue.maxBytes`.
   *
   * @defaultValue `64_000_000` (64 MB)
   */
  readonly maxQueueBytes?: number | undefined;

  /**
   * The longest that one request may take.
   *
   * A whole number of milliseconds, at least 1.
   *
   * Environment: `OPIK_LANGCHAIN_REQUEST_TIMEOUT_MS`; config file: `delivery.requestTimeoutMs`.
   *
   * @defaultValue `15_000` (15 seconds)
   */
  readonly requestTimeoutMs?: number | undefined;

  /**
   * After so many failed requests in a row nothing is sent for a while; records wait on disk.
   *
   * A whole number of failures, at least 1.
   *
   * Environment: `OPIK_LANGCHAIN_BREAKER_FAILURES`; config file: `circuitBreaker.failures`.
   *
   * @defaultValue `5`
   */
  readonly breakerFailures?: number | undefined;

  /**
   * How long that is, until one request may try again.
   *
   * A whole number of milliseconds, at least 0.
   *
   * Environment: `OPIK_LANGCHAIN_BREAKER_RESET_AFTER_MS`; config file: `circuitBreaker.resetAfterMs`.
   *
   * @defaultValue `30_000` (30 seconds)
   */
  readonly breakerResetAfterMs?: number | undefined;

  /**
   * The longest that a flush waits when its caller names no time.
   *
   * A whole number of milliseconds, at least 0.
   *
   * Environment: `OPIK_LANGCHAIN_FLUSH_TIMEOUT_MS`; config file: `delivery.flushTimeoutMs`.
   *
   * @defaultValue `10_000` (10 seconds)
   */
  readonly flushTimeoutMs?: number | undefined;

  /**
   * The longest that a process which ends is held to deliver what is pending; the rest is put on disk.
   *
   * A whole number of milliseconds, at least 0.
   *
   * Environment: `OPIK_LANGCHAIN_EXIT_TIMEOUT_MS`; config file: `delivery.exitTimeoutMs`.
   *
   * @defaultValue `2_000`
   */
  readonly exitTimeoutMs?: number | undefined;

  /**
   * Whether records that can't be delivered now wait on disk, as far as the runtime has one.
   *
   * Environment: `OPIK_LANGCHAIN_SPOOL`; config file: `spool.enabled`.
   *
   * @defaultValue `true`
   */
  readonly spool?: boolean | undefined;

  /**
   * The folder where records wait; without it langchain-opik/spool in the user's state folder.
   *
   * Environment: `OPIK_LANGCHAIN_SPOOL_DIR`; config file: `spool.dir`.
   */
  readonly spoolDir?: string | undefined;

  /**
   * The most bytes that wait on disk for one server, workspace and key; the oldest make room.
   *
   * A whole number of bytes, at least 0.
   *
   * Environment: `OPIK_LANGCHAIN_SPOOL_MAX_BYTES`; config file: `spool.maxBytes`.
   *
   * @defaultValue `256_000_000` (256 MB)
   */
  readonly spoolMaxBytes?: number | undefined;

  /**
   * The longest that a record waits on disk, 7 days by default; older ones are dropped.
   *
   * A whole number of milliseconds, at least 0.
   *
   * Environment: `OPIK_LANGCHAIN_SPOOL_MAX_AGE_MS`; config file: `spool.maxAgeMs`.
   *
   * @defaultValue `604_800_000` (7 days)
   */
  readonly spoolMaxAgeMs?: number | undefined;

  /**
   * Whether every record is on disk before the run goes on, so that not even kill -9 loses one that had ended.
   *
   * Environment: `OPIK_LANGCHAIN_DURABLE`; config file: `spool.durable`.
   *
   * @defaultValue `false`
   */
  readonly durable?: boolean | undefined;

  /**
   * A database of your own that keeps the traces too: a folder, or postgres://...; in code also a TraceStore.
   *
   * Environment: `OPIK_LANGCHAIN_STORE`; config file: `store.location`.
   */
  readonly store?: string | undefined;

  /**
   * What stands before the names of its tables, such as opik_.
   *
   * Environment: `OPIK_LANGCHAIN_STORE_PREFIX`; config file: `store.prefix`.
   */
  readonly storePrefix?: string | undefined;

  /**
   * How long that database keeps a trace; 0 is for ever.
   *
   * A whole number of days, from 0 to 36,500.
   *
   * Environment: `OPIK_LANGCHAIN_RETENTION_DAYS`; config file: `retention.days`.
   *
   * @defaultValue `90`
   */
  readonly retentionDays?: number | undefined;
}
