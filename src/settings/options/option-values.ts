// Written by `npm run docs` from the rows in ./sections: editors show comments of properties, not of rows.

/** The options as people give them: all may be left out, and `undefined` is the same as left out. */
export interface OptionValues {
  /**
   * Opik API key. Required for Opik Cloud (comet.com).
   *
   * Environment: `OPIK_API_KEY`; config file: `opik.apiKey`.
   */
  readonly apiKey?: string | undefined;

  /**
   * URL of the Opik API, including /api. For a local Opik server: http://localhost:5173/api.
   *
   * Environment: `OPIK_URL_OVERRIDE`; config file: `opik.apiUrl`.
   *
   * @defaultValue `"https://www.comet.com/opik/api"`
   */
  readonly apiUrl?: string | undefined;

  /**
   * Opik workspace that traces are sent to.
   *
   * Environment: `OPIK_WORKSPACE`; config file: `opik.workspaceName`.
   *
   * @defaultValue `"default"`
   */
  readonly workspaceName?: string | undefined;

  /**
   * Opik project that traces are logged to.
   *
   * Environment: `OPIK_PROJECT_NAME`; config file: `opik.projectName`.
   *
   * @defaultValue `"Default Project"`
   */
  readonly projectName?: string | undefined;

  /**
   * Name of the deployment, such as staging or production. Every trace and span carries it.
   *
   * Environment: `OPIK_ENVIRONMENT`; config file: `opik.environment`.
   */
  readonly environment?: string | undefined;

  /**
   * Additional HTTP headers for every request to Opik, for example those that a proxy needs.
   *
   * Environment: `OPIK_LANGCHAIN_HEADERS`; config file: `opik.headers`.
   *
   * @defaultValue `{}`
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;

  /**
   * When the first trace of a process has arrived in Opik, one line on the standard error output gives the link to it. The value terminal writes it only where that output is a terminal, and never where CI is set.
   *
   * Environment: `OPIK_LANGCHAIN_TRACE_LINK`; config file: `opik.traceLink`.
   *
   * @defaultValue `"terminal"`
   */
  readonly traceLink?: "terminal" | "always" | "never" | undefined;

  /**
   * Thread (conversation) that every trace belongs to. Overrides a thread ID in a run's metadata.
   *
   * Environment: `OPIK_LANGCHAIN_THREAD_ID`; config file: `trace.threadId`.
   */
  readonly threadId?: string | undefined;

  /**
   * Tags to add to every trace.
   *
   * Environment: `OPIK_LANGCHAIN_TAGS`; config file: `trace.tags`.
   *
   * @defaultValue `[]`
   */
  readonly tags?: readonly string[] | undefined;

  /**
   * Metadata to add to every trace.
   *
   * Environment: `OPIK_LANGCHAIN_METADATA`; config file: `trace.metadata`.
   *
   * @defaultValue `{}`
   */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;

  /**
   * User on whose behalf runs are made, unless a run's metadata names one.
   *
   * Environment: `OPIK_LANGCHAIN_USER_ID`; config file: `attribution.userId`.
   */
  readonly userId?: string | undefined;

  /**
   * Tenant, such as a customer's account, on whose behalf runs are made, unless a run's metadata names one.
   *
   * Environment: `OPIK_LANGCHAIN_TENANT_ID`; config file: `attribution.tenantId`.
   */
  readonly tenantId?: string | undefined;

  /**
   * Name of the agent that does the work, unless a run's metadata or the agent itself gives one.
   *
   * Environment: `OPIK_LANGCHAIN_AGENT_NAME`; config file: `attribution.agentName`.
   */
  readonly agentName?: string | undefined;

  /**
   * Tier of the agent that does the work, such as gold, unless a run's metadata names one.
   *
   * Environment: `OPIK_LANGCHAIN_AGENT_TIER`; config file: `attribution.agentTier`.
   */
  readonly agentTier?: string | undefined;

  /**
   * Skill that the agent uses, unless a run's metadata names one.
   *
   * Environment: `OPIK_LANGCHAIN_SKILL`; config file: `attribution.skill`.
   */
  readonly skill?: string | undefined;

  /**
   * Whether inputs are recorded. Without them, traces still have names, times, tokens and errors.
   *
   * Environment: `OPIK_LANGCHAIN_CAPTURE_INPUTS`; config file: `capture.inputs`.
   *
   * @defaultValue `true`
   */
  readonly captureInputs?: boolean | undefined;

  /**
   * Whether outputs are recorded. Without them, traces still have names, times, tokens and errors.
   *
   * Environment: `OPIK_LANGCHAIN_CAPTURE_OUTPUTS`; config file: `capture.outputs`.
   *
   * @defaultValue `true`
   */
  readonly captureOutputs?: boolean | undefined;

  /**
   * What is hidden in every record before it is sent or stored. The value standard hides secrets, e-mail addresses and card numbers.
   *
   * Environment: `OPIK_LANGCHAIN_REDACTION`; config file: `redaction.mode`.
   *
   * @defaultValue `"off"`
   */
  readonly redaction?: "off" | "standard" | undefined;

  /**
   * What happens to images, sounds, videos and files. The value upload sends large ones as attachments of Opik, inline keeps them in the record up to maxMediaLength, and omit replaces each by its type and size.
   *
   * Environment: `OPIK_LANGCHAIN_MEDIA`; config file: `capture.media`.
   *
   * @defaultValue `"upload"`
   */
  readonly media?: "upload" | "inline" | "omit" | undefined;

  /**
   * Share of traces to keep, from 0 (none) to 1 (all). The trace ID decides which traces are kept.
   *
   * From 0 to 1.
   *
   * Environment: `OPIK_LANGCHAIN_SAMPLE_RATE`; config file: `sampling.rate`.
   *
   * @defaultValue `1`
   */
  readonly sampleRate?: number | undefined;

  /**
   * Traces to keep whatever the sample rate: those with errors, those with model fallbacks, and slow ones.
   *
   * Environment: `OPIK_LANGCHAIN_ALWAYS_KEEP`; config file: `sampling.alwaysKeep`.
   *
   * @defaultValue `["errors","fallbacks","slow"]`
   */
  readonly alwaysKeep?: readonly ("errors" | "fallbacks" | "slow")[] | undefined;

  /**
   * Duration from which sampling treats a trace as slow, in milliseconds.
   *
   * At least 0 milliseconds.
   *
   * Environment: `OPIK_LANGCHAIN_SLOW_MS`; config file: `sampling.slowMs`.
   *
   * @defaultValue `10_000` (10 seconds)
   */
  readonly slowMs?: number | undefined;

  /**
   * Longest JSON text of one field of a record, such as its input, in UTF-16 characters. A longer value is shortened.
   *
   * At least 1 characters.
   *
   * Environment: `OPIK_LANGCHAIN_MAX_FIELD_LENGTH`; config file: `capture.maxFieldLength`.
   *
   * @defaultValue `1_000_000`
   */
  readonly maxFieldLength?: number | undefined;

  /** @deprecated The old name of `maxFieldLength`. */
  readonly maxFieldBytes?: number | undefined;

  /**
   * Longest base64 text of an image, sound or file that stays in its record, in UTF-16 characters. A longer one, and any from 250,000 characters on, becomes an attachment, or is replaced by its type and size.
   *
   * At least 0 characters.
   *
   * Environment: `OPIK_LANGCHAIN_MAX_MEDIA_LENGTH`; config file: `capture.maxMediaLength`.
   *
   * @defaultValue `500_000`
   */
  readonly maxMediaLength?: number | undefined;

  /** @deprecated The old name of `maxMediaLength`. */
  readonly maxMediaBytes?: number | undefined;

  /**
   * Largest image, sound, video or file that is sent as an attachment, in bytes. A larger one is replaced by its type, size and name.
   *
   * From 0 to 100,000,000 bytes.
   *
   * Environment: `OPIK_LANGCHAIN_MAX_ATTACHMENT_BYTES`; config file: `capture.maxAttachmentBytes`.
   *
   * @defaultValue `20_000_000` (20 MB)
   */
  readonly maxAttachmentBytes?: number | undefined;

  /**
   * Provider that answers all model calls, in Opik's term, such as openai or bedrock, unless a run's metadata names one. Without it, the provider is detected for each call.
   *
   * Environment: `OPIK_LANGCHAIN_PROVIDER`; config file: `costs.provider`.
   */
  readonly provider?: string | undefined;

  /**
   * Which model calls carry an estimate of their cost, which Opik uses if it has no price itself: none, those of providers that Opik has no prices for, or all.
   *
   * Environment: `OPIK_LANGCHAIN_COST_ESTIMATES`; config file: `costs.estimates`.
   *
   * @defaultValue `"unpriced"`
   */
  readonly costEstimates?: "off" | "unpriced" | "all" | undefined;

  /**
   * How long an open run may go without any event before it is closed as abandoned, in milliseconds. 0 turns this off.
   *
   * At least 0 milliseconds.
   *
   * Environment: `OPIK_LANGCHAIN_ABANDON_AFTER_MS`; config file: `trace.abandonAfterMs`.
   *
   * @defaultValue `300_000` (5 minutes)
   */
  readonly abandonAfterMs?: number | undefined;

  /**
   * How long a run is open before it is sent as in progress, in milliseconds. It is sent again, complete, when it ends. 0 turns this off.
   *
   * At least 0 milliseconds.
   *
   * Environment: `OPIK_LANGCHAIN_LIVE_AFTER_MS`; config file: `trace.liveAfterMs`.
   *
   * @defaultValue `10_000` (10 seconds)
   */
  readonly liveAfterMs?: number | undefined;

  /**
   * Maximum number of records (traces or spans) in one request.
   *
   * From 1 to 1,000 records.
   *
   * Environment: `OPIK_LANGCHAIN_MAX_BATCH_RECORDS`; config file: `batching.maxRecords`.
   *
   * @defaultValue `1_000`
   */
  readonly maxBatchRecords?: number | undefined;

  /**
   * Maximum size of the body of one request before compression, in bytes.
   *
   * At least 1 bytes.
   *
   * Environment: `OPIK_LANGCHAIN_MAX_BATCH_BYTES`; config file: `batching.maxBytes`.
   *
   * @defaultValue `2_000_000` (2 MB)
   */
  readonly maxBatchBytes?: number | undefined;

  /**
   * Longest time that a record waits for others to share its request, in milliseconds.
   *
   * At least 0 milliseconds.
   *
   * Environment: `OPIK_LANGCHAIN_MAX_WAIT_MS`; config file: `batching.maxWaitMs`.
   *
   * @defaultValue `1_000`
   */
  readonly maxWaitMs?: number | undefined;

  /**
   * Maximum number of records (traces and spans) that wait in memory to be sent.
   *
   * At least 1 records.
   *
   * Environment: `OPIK_LANGCHAIN_MAX_QUEUE_RECORDS`; config file: `queue.maxRecords`.
   *
   * @defaultValue `100_000`
   */
  readonly maxQueueRecords?: number | undefined;

  /**
   * Maximum memory of all records that wait to be sent or are being sent, in bytes. Unless it is set: 64 MB, or an eighth of the maximal heap of Node.js if that is less. No request is larger than half of it.
   *
   * At least 1 bytes.
   *
   * Environment: `OPIK_LANGCHAIN_MAX_QUEUE_BYTES`; config file: `queue.maxBytes`.
   */
  readonly maxQueueBytes?: number | undefined;

  /**
   * Timeout of one request, in milliseconds.
   *
   * At least 1 milliseconds.
   *
   * Environment: `OPIK_LANGCHAIN_REQUEST_TIMEOUT_MS`; config file: `delivery.requestTimeoutMs`.
   *
   * @defaultValue `15_000` (15 seconds)
   */
  readonly requestTimeoutMs?: number | undefined;

  /**
   * Number of failed requests in a row that opens the circuit breaker: nothing is sent for a while, and records wait on disk.
   *
   * At least 1 failures.
   *
   * Environment: `OPIK_LANGCHAIN_BREAKER_FAILURES`; config file: `circuitBreaker.failures`.
   *
   * @defaultValue `5`
   */
  readonly breakerFailures?: number | undefined;

  /**
   * How long the circuit breaker stays open before one trial request, in milliseconds.
   *
   * At least 0 milliseconds.
   *
   * Environment: `OPIK_LANGCHAIN_BREAKER_RESET_AFTER_MS`; config file: `circuitBreaker.resetAfterMs`.
   *
   * @defaultValue `30_000` (30 seconds)
   */
  readonly breakerResetAfterMs?: number | undefined;

  /**
   * How long flush() and close() wait when their caller gives no timeout, in milliseconds.
   *
   * At least 0 milliseconds.
   *
   * Environment: `OPIK_LANGCHAIN_FLUSH_TIMEOUT_MS`; config file: `delivery.flushTimeoutMs`.
   *
   * @defaultValue `10_000` (10 seconds)
   */
  readonly flushTimeoutMs?: number | undefined;

  /**
   * How long a process that ends is kept alive to deliver pending records, in milliseconds. The rest is written to disk.
   *
   * At least 0 milliseconds.
   *
   * Environment: `OPIK_LANGCHAIN_EXIT_TIMEOUT_MS`; config file: `delivery.exitTimeoutMs`.
   *
   * @defaultValue `2_000`
   */
  readonly exitTimeoutMs?: number | undefined;

  /**
   * Whether a process that ends by process.exit(), an uncaught exception or a signal that the program handles is held, for exitTimeoutMs at most, until its pending records are sent to Opik, and to a trace store on a server. Otherwise they are written to disk and the next program sends them.
   *
   * Environment: `OPIK_LANGCHAIN_SEND_AT_EXIT`; config file: `delivery.sendAtExit`.
   *
   * @defaultValue `true`
   */
  readonly sendAtExit?: boolean | undefined;

  /**
   * Whether records that cannot be delivered now wait on disk. Runtimes without a disk keep them in memory.
   *
   * Environment: `OPIK_LANGCHAIN_SPOOL`; config file: `spool.enabled`.
   *
   * @defaultValue `true`
   */
  readonly spool?: boolean | undefined;

  /**
   * Folder for records that wait on disk. By default langchain-opik/spool in the user's state folder.
   *
   * Environment: `OPIK_LANGCHAIN_SPOOL_DIR`; config file: `spool.dir`.
   */
  readonly spoolDir?: string | undefined;

  /**
   * Maximum size of the records that wait on disk for one server, workspace and API key, in bytes. The oldest are dropped first.
   *
   * At least 0 bytes.
   *
   * Environment: `OPIK_LANGCHAIN_SPOOL_MAX_BYTES`; config file: `spool.maxBytes`.
   *
   * @defaultValue `256_000_000` (256 MB)
   */
  readonly spoolMaxBytes?: number | undefined;

  /**
   * Longest time that a record waits on disk before it is dropped, in milliseconds.
   *
   * At least 0 milliseconds.
   *
   * Environment: `OPIK_LANGCHAIN_SPOOL_MAX_AGE_MS`; config file: `spool.maxAgeMs`.
   *
   * @defaultValue `604_800_000` (7 days)
   */
  readonly spoolMaxAgeMs?: number | undefined;

  /**
   * Whether every record is written to disk before the run goes on, so that no finished run is lost, not even to kill -9. With "power" each write of a record, and of all that waits on disk, is confirmed by the disk (fsync), so that a power failure loses nothing either.
   *
   * Environment: `OPIK_LANGCHAIN_DURABLE`; config file: `spool.durable`.
   *
   * @defaultValue `false`
   */
  readonly durable?: boolean | "power" | undefined;

  /**
   * Trace store of your own that keeps the traces too: a folder, or the postgres:// URL of a database. In code it may also be an open TraceStore.
   *
   * Environment: `OPIK_LANGCHAIN_STORE`; config file: `store.location`.
   */
  readonly store?: string | undefined;

  /**
   * Prefix of the table names in the trace store, such as opik_.
   *
   * Environment: `OPIK_LANGCHAIN_STORE_PREFIX`; config file: `store.prefix`.
   */
  readonly storePrefix?: string | undefined;

  /**
   * How the tables of a store on a server are made if there are none yet: none makes whole tables, day makes a partition for each day, which retention drops at once. Existing tables stay as they are. Without it, new tables are whole.
   *
   * Environment: `OPIK_LANGCHAIN_STORE_PARTITIONS`; config file: `store.partitions`.
   */
  readonly storePartitions?: "none" | "day" | undefined;

  /**
   * How many days the trace store keeps a trace. 0 keeps traces forever.
   *
   * From 0 to 36,500 days.
   *
   * Environment: `OPIK_LANGCHAIN_RETENTION_DAYS`; config file: `retention.days`.
   *
   * @defaultValue `90`
   */
  readonly retentionDays?: number | undefined;
}
