import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { DeliveryHealth } from "../records/delivery-health.js";
import type { FlushOptions, FlushResult } from "../records/record-sink.js";
import type { RecordStore } from "../records/record-store.js";
import type { Redact } from "../records/redaction.js";
import { givenFunction } from "../settings/given-function.js";
import { resolveSettings } from "../settings/resolve-settings.js";
import type { SettingsInput } from "../settings/setting-layers.js";
import type { Run } from "../tracing/run.js";
import type { RunEnd, RunStart } from "../tracing/run-event.js";
import { TraceRecorder } from "../tracing/trace-recorder.js";
import type { ObservedSink } from "../tracing/traced-record.js";
import { skippedCandidate } from "./candidate-skipped.js";
import { shapeOf } from "./convert/shape.js";
import { unseenToolName } from "./convert/tool-values.js";
import { beforeProcessEnds, beforeProcessFlush } from "./delivery-sink.js";
import { type DrawableGraph, graphPicture } from "./graph-definition.js";
import { guarded } from "./guard.js";
import { type HandlerHost, PROCESS_HOST } from "./handler-host.js";
import { handlerIdentity } from "./handler-identity.js";
import { HTTP_ATTEMPTS, type HttpAttempt, rememberRun } from "./http-attempts.js";
import { tellOnce } from "./notices.js";
import { accessTo } from "./open-run.js";
import { OpenRunWatch } from "./open-run-watch.js";
import { redactor } from "./redactor.js";
import { RUN_ACCESS, type RunAccess } from "./run-access.js";
import { chainEnd, failure, modelEnd, modelFailure, retrieverEnd, toolEnd } from "./run-ends.js";
import { chainStart, modelStart, retrieverStart, type StartedRun, toolStart } from "./run-starts.js";
import { storeOption } from "./store-option.js";
import { addChunk, addStreamEvent } from "./stream-events.js";
import { foreignSpanNote, surroundings } from "./surroundings.js";
import { type KeepTrace, withSampling } from "./trace-sampling.js";
import { ValueTexts } from "./value-texts.js";

/**
 * What a handler may be given. Every field may be left out; then the environment, Opik's own config file and the
 * defaults decide. The table in docs/options.md says where each may stand and what its default is.
 */
export interface OpikCallbackHandlerOptions extends Omit<SettingsInput, "store"> {
  /** A database of your own that keeps the traces too, or alone: its folder or address, or an open TraceStore, which stays yours to close. */
  readonly store?: string | RecordStore | undefined;
  /** The compiled LangGraph, or agent, that this handler traces: Opik then shows its picture beside each trace. */
  readonly graph?: DrawableGraph | undefined;
  /** Keeps traces that sampling would drop, when it answers true. Asked once for each, when its root has ended. */
  readonly keepTrace?: KeepTrace | undefined;
  /** Changes or hides values before anything is written; runs after the ready set of the option `redaction`. */
  readonly redact?: Redact | undefined;
}

/**
 * Records what LangChain.js and LangGraph.js programs do, as traces in Opik. One handler may serve any number of
 * runs at once. It never throws into the program, never changes its objects and never keeps its process alive.
 *
 * @example
 * const handler = new OpikCallbackHandler({ projectName: "support-bot" });
 * await chain.invoke({ question }, { callbacks: [handler] });
 * await handler.flush();
 *
 * @throws SettingsError from the constructor alone, when an option given in code has a value that can't be used.
 */
export class OpikCallbackHandler extends BaseCallbackHandler {
  readonly name = "OpikCallbackHandler";
  // Awaited handlers run inline: times and async context are the run's own, and its values are as they were then.
  override awaitHandlers = true;
  readonly #texts: ValueTexts;
  readonly #maxFieldLength: number;
  readonly #projectName: string;
  readonly #recorder: TraceRecorder;
  readonly #sink: ObservedSink;
  readonly #openRunWatch: OpenRunWatch;

  /** @param host what only `langchain-opik/testing` has another of; leave it out */
  constructor(options: OpikCallbackHandlerOptions = {}, host: HandlerHost = PROCESS_HOST) {
    super();
    const { graph, store: givenStore, ...input } = options;
    const redact = givenFunction("redact", options.redact);
    const keepTrace = givenFunction("keepTrace", options.keepTrace);
    const store = storeOption(givenStore);
    const { settings, warnings, refusals } = resolveSettings({ ...input, ...store.setting }, host.sources);
    for (const warning of warnings) tellOnce(`setting:${warning}`, warning);
    this.#texts = new ValueTexts(settings, redactor(settings.redaction, redact));
    this.#maxFieldLength = settings.maxFieldBytes;
    this.#projectName = settings.projectName;
    this.#sink = withSampling(
      settings,
      { keepTrace, onDrop: host.countSampledOut },
      host.openSink(settings, store.given, refusals.get("apiUrl")),
    );
    const { writer } = this.#texts;
    const identity = handlerIdentity(settings, writer);
    const context = { ...settings, ...identity, writer, graphDefinition: graphPicture(graph), guarded };
    this.#recorder = new TraceRecorder(context, this.#sink);
    this.#openRunWatch = new OpenRunWatch(this.#recorder, beforeProcessEnds, beforeProcessFlush);
  }

  /**
   * Sends what has ended of this handler's runs and waits for the server's answer. Runs that are still open stay
   * open. A handler that has recorded nothing returns at once; `flushTraces()` flushes all that the process traces.
   *
   * @returns what became of the records since this handler's flush before, those of other handlers for the same
   * server, workspace and key among them: they share one delivery. Never rejects
   */
  async flush(options?: FlushOptions): Promise<FlushResult> {
    this.#recorder.settleAborted();
    return this.#sink.flush(options);
  }

  /** The same as `flush()`, under the name that `opik-langchain` gives it. */
  async flushAsync(options?: FlushOptions): Promise<FlushResult> {
    return this.flush(options);
  }

  /** How delivery fares now, for a health endpoint of the program: plain data, without the API key. Sends nothing. */
  health(): DeliveryHealth {
    return this.#sink.health();
  }

  /**
   * Ends what is open as abandoned, sends everything and lets go of the server. May be called again. What the
   * handler is told afterwards is dropped and counted as `closed`.
   */
  async close(options?: FlushOptions): Promise<FlushResult> {
    this.#recorder.settleAborted();
    this.#recorder.abandonAll();
    this.#openRunWatch.stop();
    return this.#sink.close(options);
  }

  /**
   * The trace in Opik that a run is in, such as to score it: right however many runs there are at once.
   *
   * @param runId the id of a LangChain run, as it was given to `invoke` in `{ runId }` or is seen in a callback
   * @returns undefined for a run that this handler does not know, or that ended more than 10,000 runs ago
   */
  traceOf(runId: string): TraceReference | undefined {
    const tree = this.#recorder.treeOf(runId);
    return tree && { traceId: tree.traceId, projectName: tree.outer?.projectName ?? this.#projectName };
  }

  // LangChain's declaration of this method has its arguments in an order that no version of it uses.
  override handleChainStart(serialized: unknown, inputs: unknown, runId: string, ...rest: unknown[]): void {
    const [parentRunId, tags, metadata, , runName] = rest;
    this.#start("chain start", { serialized, runId, parentRunId, tags, metadata, runName }, (started) =>
      chainStart(started, inputs, this.#texts),
    );
  }

  override handleChainEnd(outputs: unknown, runId: string, ...rest: unknown[]): void {
    const [, , kwargs] = rest;
    this.#end("chain end", runId, (run) => chainEnd(outputs, run, kwargs, this.#texts));
  }

  override handleChainError(thrown: unknown, runId: string, ...rest: unknown[]): void {
    const [, , kwargs] = rest;
    this.#end("chain error", runId, () => failure(thrown, kwargs, this.#texts));
  }

  override handleChatModelStart(serialized: unknown, messages: unknown[][], runId: string, ...rest: unknown[]): void {
    this.#startModel(serialized, messages[0] ?? [], runId, rest);
  }

  override handleLLMStart(serialized: unknown, prompts: string[], runId: string, ...rest: unknown[]): void {
    this.#startModel(serialized, prompts, runId, rest);
  }

  override handleLLMNewToken(token: string, _indices: unknown, runId: string, ...rest: unknown[]): void {
    const [, , fields] = rest;
    guarded("token", () => {
      const run = this.#recorder.touch(runId);
      if (run === undefined || run.echoes?.isEcho("token", fields ?? token)) return;
      const isContent = addChunk(run.partialAnswer(this.#maxFieldLength), token, fields);
      if (isContent) this.#recorder.firstToken(run);
    });
  }

  override handleChatModelStreamEvent(event: unknown, runId: string): void {
    guarded("stream event", () => {
      const run = this.#recorder.touch(runId);
      if (run === undefined || run.echoes?.isEcho("stream event", event)) return;
      const isContent = addStreamEvent(run.partialAnswer(this.#maxFieldLength), event);
      if (isContent) this.#recorder.firstToken(run);
    });
  }

  override handleLLMEnd(result: unknown, runId: string, ...rest: unknown[]): void {
    const [, , extraParams] = rest;
    this.#end("model end", runId, (run) => modelEnd(result, run, extraParams, this.#texts));
  }

  override handleLLMError(thrown: unknown, runId: string): void {
    this.#end("model error", runId, (run) => modelFailure(thrown, run, this.#texts));
  }

  override handleToolStart(serialized: unknown, input: unknown, runId: string, ...rest: unknown[]): void {
    const [parentRunId, tags, metadata, runName, toolCallId] = rest;
    this.#start("tool start", { serialized, runId, parentRunId, tags, metadata, runName }, (started) =>
      toolStart(started, input, toolCallId, this.#texts),
    );
  }

  override handleToolEnd(output: unknown, runId: string, ...rest: unknown[]): void {
    this.#startUnseenTool(unseenToolName(output), runId, rest);
    this.#end("tool end", runId, (run) => toolEnd(output, run, this.#texts));
  }

  override handleToolError(thrown: unknown, runId: string, ...rest: unknown[]): void {
    this.#startUnseenTool(unseenToolName(undefined), runId, rest);
    this.#end("tool error", runId, () => failure(thrown, undefined, this.#texts));
  }

  override handleToolEvent(chunk: unknown, runId: string): void {
    this.#event("tool event", runId, chunk);
  }

  override handleRetrieverStart(serialized: unknown, query: string, runId: string, ...rest: unknown[]): void {
    const [parentRunId, tags, metadata, runName] = rest;
    this.#start("retriever start", { serialized, runId, parentRunId, tags, metadata, runName }, (started) =>
      retrieverStart(started, query, this.#texts),
    );
  }

  override handleRetrieverEnd(documents: unknown, runId: string): void {
    this.#end("retriever end", runId, (run) => retrieverEnd(documents, run, this.#texts));
  }

  override handleRetrieverError(thrown: unknown, runId: string): void {
    this.#end("retriever error", runId, () => failure(thrown, undefined, this.#texts));
  }

  override handleText(text: string, runId: string): void {
    this.#event("text", runId, text);
  }

  // An agent's decisions come with the id of its chain: they are events of it, and neither start nor end anything.
  override handleAgentAction(action: unknown, runId: string): void {
    this.#event("agent action", runId, action);
  }

  override handleAgentEnd(finish: unknown, runId: string): void {
    this.#event("agent end", runId, finish);
  }

  override handleCustomEvent(name: string, data: unknown, runId: string): void {
    this.#event(name, runId, data);
  }

  /** Takes what `traceHttpRetries` saw of a model's own requests. */
  [HTTP_ATTEMPTS](runId: string, attempts: readonly HttpAttempt[]): void {
    guarded("HTTP attempts", () => {
      const run = this.#recorder.touch(runId);
      if (run !== undefined) this.#recorder.httpAttempts(run, attempts);
    });
  }

  /** Gives code inside an open run access to it. */
  [RUN_ACCESS](runId: string): RunAccess | undefined {
    const run = this.#recorder.touch(runId);
    return run && accessTo(run, this.#projectName, this.#texts);
  }

  #startModel(serialized: unknown, messages: readonly unknown[], runId: string, rest: readonly unknown[]): void {
    const [parentRunId, extraParams, tags, metadata, runName] = rest;
    this.#start("model start", { serialized, runId, parentRunId, tags, metadata, runName }, (started) =>
      modelStart(started, messages, extraParams, this.#texts),
    );
    rememberRun(shapeOf(extraParams).options, this, runId);
  }

  // LangChain reports no start of a tool whose arguments it can't turn into JSON, but reports its end.
  #startUnseenTool(runName: string, runId: string, rest: readonly unknown[]): void {
    if (this.#recorder.knows(runId)) return;
    const [parentRunId, tags] = rest;
    const callback = { serialized: undefined, runId, parentRunId, tags, metadata: { start_missing: true }, runName };
    this.#start("tool start", callback, (started) => toolStart(started, UNSEEN_INPUT, undefined, this.#texts));
  }

  #start(place: string, callback: Callback, read: (started: StartedRun) => RunStart): void {
    guarded(place, () => {
      if (this.#recorder.knows(callback.runId)) {
        this.#recorder.startedAgain(callback.runId);
        return;
      }
      const parentRunId = typeof callback.parentRunId === "string" ? callback.parentRunId : undefined;
      const isRoot = !this.#recorder.knows(parentRunId);
      const around = isRoot ? surroundings() : {};
      const metadata = isRoot ? { ...shapeOf(callback.metadata), ...foreignSpanNote(around) } : callback.metadata;
      const { serialized, runId, tags, runName } = callback;
      this.#recorder.start(read({ serialized, runId, parentRunId, tags, metadata, runName, isRoot }), around.outer);
      this.#openRunWatch.wake();
    });
  }

  #end(place: string, runId: string, read: (run: Run) => RunEnd): void {
    guarded(place, () => {
      this.#recorder.end(runId, read);
    });
  }

  #event(name: string, runId: string, data: unknown): void {
    guarded("event", () => {
      const run = this.#recorder.touch(runId);
      if (run === undefined || run.echoes?.isEcho(name, data)) return;
      const skipped = skippedCandidate(name, data);
      if (skipped !== undefined) this.#recorder.candidateSkipped(run, skipped.candidate, skipped.number);
      this.#recorder.event(run, { name, data: this.#texts.snapshot(data) });
    });
  }
}

const UNSEEN_INPUT = "[LangChain could not turn the arguments into JSON]";

/** Names a trace in Opik. */
export interface TraceReference {
  readonly traceId: string;
  readonly projectName: string;
}

/** The arguments that every start has. */
interface Callback extends Omit<StartedRun, "parentRunId" | "isRoot"> {
  readonly parentRunId: unknown;
}
