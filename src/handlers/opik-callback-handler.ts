import { noteOnce, warnOnce } from "../logging/warn-once.js";
import { type DeliveryHealth, NO_RECORDS_YET } from "../records/delivery-health.js";
import { tryOr } from "../records/json/guarded-read.js";
import type { FlushOptions, FlushResult, RecordSink } from "../records/record-sink.js";
import { hasServer } from "../settings/hosted-opik.js";
import type { Settings } from "../settings/options/option-table.js";
import { traceLink } from "../settings/trace-link.js";
import type { TracedRecord } from "../tracing/serialize/traced-record.js";
import { TraceRecorder } from "../tracing/trace-recorder.js";
import { followRuns } from "./follow-runs.js";
import { graphPicture } from "./graph-definition.js";
import { guarded, guardedFlush } from "./guard.js";
import { beforeProcessEnds, beforeProcessFlush, type HandlerHost, PROCESS_HOST } from "./handler-host.js";
import { handlerIdentity } from "./handler-identity.js";
import { type OpikCallbackHandlerOptions, readOptions } from "./handler-options.js";
import { HTTP_ATTEMPTS, type HttpAttempt } from "./hooks/http-attempts.js";
import { RECORDING, type Recording } from "./hooks/recording-source.js";
import { RUN_ACCESS, type RunAccess } from "./hooks/run-access.js";
import { LangChainCallbacks } from "./langchain-callbacks.js";
import { accessTo } from "./open-run.js";
import { OpenRunWatch } from "./open-run-watch.js";
import { RunPlacement } from "./run-placement.js";
import { RunRecording } from "./run-recording.js";
import { settingsKey } from "./settings-key.js";
import { withSampling } from "./trace-sampling.js";
import { redactor, ValueSerializer } from "./value-serializer.js";

/**
 * Records what LangChain.js and LangGraph.js programs do, as traces in Opik. One handler may serve any number of runs
 * at the same time. It never throws into the program, never changes its objects and never keeps its process alive.
 *
 * @example
 * const handler = new OpikCallbackHandler({ projectName: "support-bot" });
 * await chain.invoke({ question }, { callbacks: [handler] });
 * await handler.flush();
 *
 * @throws SettingsError from the constructor alone, when an option given in code has a value that can't be used.
 */
export class OpikCallbackHandler extends LangChainCallbacks {
  readonly name = "OpikCallbackHandler";
  readonly #projectName: string;
  /** Undefined if none is configured. */
  readonly #server: Pick<Settings, "apiUrl" | "workspaceName"> | undefined;
  readonly #recorder: TraceRecorder;
  readonly #placement: RunPlacement;
  readonly #sink: RecordSink<TracedRecord>;
  readonly #openRunWatch: OpenRunWatch;

  /** @param host what only `langchain-opik/testing` replaces; leave it out */
  constructor(options: OpikCallbackHandlerOptions = {}, host: HandlerHost = PROCESS_HOST) {
    const { graph, redact, keepTrace, store, providerOf, settings, warnings, refusals, hasClient } = readOptions(
      options,
      host.sources,
    );
    for (const warning of warnings) warnOnce(`setting:${warning}`, warning);
    if (hasClient) noteOnce("client flush", CLIENT_FLUSH);
    const serializer = new ValueSerializer(settings, redactor(settings.redaction, redact));
    const sampling = { keepTrace, onDrop: host.countSampledOut };
    const sink = withSampling(settings, sampling, host.openSink(settings, store.given, refusals.get("apiUrl")));
    const { writer } = serializer;
    const identity = handlerIdentity(settings, writer);
    const context = { ...settings, ...identity, writer, graphDefinition: graphPicture(graph), guarded };
    const recorder = new TraceRecorder(context, sink);
    const openRunWatch = new OpenRunWatch(recorder, beforeProcessEnds, beforeProcessFlush);
    const { projectName, maxFieldLength, provider, costEstimates } = settings;
    const isSent = sink.health().state !== "unconfigured";
    const pricing = { provider: providerOf ?? provider, estimates: isSent ? costEstimates : "off" } as const;
    const placement = new RunPlacement({
      settingsKey: settingsKey(settings, [host, graph, redact, keepTrace, store.given, providerOf]),
      events: new RunRecording({ recorder, serializer, openRunWatch, pricing, maxFieldLength: maxFieldLength }),
      runs: recorder,
      access: (key) => {
        const run = recorder.touch(key);
        return run && accessTo(run, projectName, serializer);
      },
    });
    super(placement);
    followRuns();
    this.#projectName = settings.projectName;
    const { apiUrl, workspaceName } = settings;
    this.#server = hasServer(settings) ? { apiUrl, workspaceName } : undefined;
    this.#recorder = recorder;
    this.#placement = placement;
    this.#sink = sink;
    this.#openRunWatch = openRunWatch;
  }

  /**
   * Sends the finished runs of this handler, and open ones as they are, and waits for the server's answer. Runs that
   * are open stay open: they are sent again when they end. A handler that has recorded nothing returns immediately;
   * `flushTraces()` flushes all that the process traces.
   *
   * @returns what happened to the records since this handler's last flush, including those of other handlers for the
   * same server, workspace and key: they share one delivery. Never rejects
   */
  async flush(options?: FlushOptions): Promise<FlushResult> {
    return guardedFlush(async () => {
      this.#recorder.settleAborted();
      this.#recorder.showOpen();
      return this.#sink.flush(options);
    });
  }

  /** The same as `flush()`, under the name that `opik-langchain` gives it. */
  async flushAsync(options?: FlushOptions): Promise<FlushResult> {
    return this.flush(options);
  }

  /** The status of delivery, for a health endpoint of the program: plain data, without the API key. Sends nothing. */
  health(): DeliveryHealth {
    return tryOr(() => this.#sink.health(), UNKNOWN_HEALTH);
  }

  /**
   * Ends open runs as abandoned, sends everything and releases the server. May be called again. What the handler
   * receives afterwards is dropped and counted as `closed`.
   */
  async close(options?: FlushOptions): Promise<FlushResult> {
    return guardedFlush(async () => {
      this.#recorder.settleAborted();
      this.#recorder.abandonAll();
      this.#openRunWatch.stop();
      return this.#sink.close(options);
    });
  }

  /**
   * The trace in Opik that a run is in, such as to score it: the right one however many runs there are at the same
   * time.
   *
   * @param runId the id of a LangChain run, as given to `invoke` in `{ runId }` or seen in a callback
   * @returns undefined for a run that this handler does not know, or that ended more than 10,000 runs ago
   */
  traceOf(runId: string): TraceReference | undefined {
    const tree = this.#placement.recordingOf(runId).runs.treeOf(runId);
    return tree && { traceId: tree.traceId, projectName: tree.parentTrace?.projectName ?? this.#projectName };
  }

  /**
   * The page in Opik that shows the trace of a run, such as for a log line or a link in a support tool. It exists once
   * the trace has arrived.
   *
   * @param runId the id of a LangChain run, as given to `invoke` in `{ runId }` or seen in a callback
   * @returns undefined for a run that `traceOf` does not know, and where no Opik server is configured
   */
  traceUrl(runId: string): string | undefined {
    const trace = this.#server && this.traceOf(runId);
    return this.#server && trace && traceLink(this.#server, trace.traceId);
  }

  /** @internal Receives what `traceHttpRetries` recorded of a model's own requests. */
  [HTTP_ATTEMPTS](runId: string, attempts: readonly HttpAttempt[]): void {
    this.#placement.recordingOf(runId).events[HTTP_ATTEMPTS](runId, attempts);
  }

  /** @internal Gives code inside an open run access to it. */
  [RUN_ACCESS](runId: string, call?: unknown): RunAccess | undefined {
    return this.#placement.recordingOf(runId).access({ runId, call });
  }

  /** @internal For other handlers, given to what this handler's runs call. */
  [RECORDING](runId: string): Recording | undefined {
    const recording = this.#placement.recordingOf(runId);
    return recording.runs.isOpen(runId) ? recording : undefined;
  }
}

/** A client flushes by a function of its own, and it is the program's object: only changing it would reveal a flush. */
const CLIENT_FLUSH =
  "a handler only reads the settings of the Opik client it is given: the client's own flush() does not wait for what the handler records. Await handler.flush() or flushTraces() as well.";

const UNKNOWN_HEALTH: DeliveryHealth = { ...NO_RECORDS_YET, state: "idle" };

/** Names a trace in Opik. */
export interface TraceReference {
  readonly traceId: string;
  readonly projectName: string;
}
