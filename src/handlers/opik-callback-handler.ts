import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { warnOnce } from "../logging/warn-once.js";
import { type DeliveryHealth, NO_RECORDS_YET } from "../records/delivery-health.js";
import { fewFields } from "../records/json/few-members.js";
import { asJsonObject, asList, asName } from "../records/json/json-object.js";
import type { FlushOptions, FlushResult, RecordSink } from "../records/record-sink.js";
import type { Run } from "../tracing/run/run.js";
import type { RunEnd, RunStart } from "../tracing/run/run-event.js";
import type { TracedRecord } from "../tracing/serialize/traced-record.js";
import { TraceRecorder } from "../tracing/trace-recorder.js";
import { tryOr } from "./convert/or-else.js";
import { unseenToolName } from "./convert/tools/tool-values.js";
import { graphPicture } from "./graph-definition.js";
import { guarded, guardedFlush } from "./guard.js";
import { beforeProcessEnds, beforeProcessFlush, type HandlerHost, PROCESS_HOST } from "./handler-host.js";
import { handlerIdentity } from "./handler-identity.js";
import { type OpikCallbackHandlerOptions, readOptions } from "./handler-options.js";
import { skippedCandidate } from "./hooks/candidate-skipped.js";
import { HTTP_ATTEMPTS, type HttpAttempt, rememberRun } from "./hooks/http-attempts.js";
import { foreignSpanMetadata, parentContext } from "./hooks/parent-context.js";
import { RUN_ACCESS, type RunAccess } from "./hooks/run-access.js";
import { accessTo } from "./open-run.js";
import { OpenRunWatch } from "./open-run-watch.js";
import { redactor } from "./redactor.js";
import { chainEnd, failure, modelEnd, modelFailure, retrieverEnd, toolEnd } from "./run-ends.js";
import { chainStart, modelStart, retrieverStart, type StartedRun, toolStart } from "./run-starts.js";
import { addChunk, addStreamEvent } from "./stream-events.js";
import { withSampling } from "./trace-sampling.js";
import { ValueSerializer } from "./value-serializer.js";

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
  readonly #serializer: ValueSerializer;
  readonly #maxFieldLength: number;
  readonly #projectName: string;
  readonly #recorder: TraceRecorder;
  readonly #sink: RecordSink<TracedRecord>;
  readonly #openRunWatch: OpenRunWatch;

  /** @param host what only `langchain-opik/testing` has another of; leave it out */
  constructor(options: OpikCallbackHandlerOptions = {}, host: HandlerHost = PROCESS_HOST) {
    super();
    const { graph, redact, keepTrace, store, settings, warnings, refusals } = readOptions(options, host.sources);
    for (const warning of warnings) warnOnce(`setting:${warning}`, warning);
    this.#serializer = new ValueSerializer(settings, redactor(settings.redaction, redact));
    this.#maxFieldLength = settings.maxFieldBytes;
    this.#projectName = settings.projectName;
    this.#sink = withSampling(
      settings,
      { keepTrace, onDrop: host.countSampledOut },
      host.openSink(settings, store.given, refusals.get("apiUrl")),
    );
    const { writer } = this.#serializer;
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
    return guardedFlush(async () => {
      this.#recorder.settleAborted();
      return this.#sink.flush(options);
    });
  }

  /** The same as `flush()`, under the name that `opik-langchain` gives it. */
  async flushAsync(options?: FlushOptions): Promise<FlushResult> {
    return this.flush(options);
  }

  /** How delivery fares now, for a health endpoint of the program: plain data, without the API key. Sends nothing. */
  health(): DeliveryHealth {
    return tryOr(() => this.#sink.health(), UNKNOWN_HEALTH);
  }

  /**
   * Ends what is open as abandoned, sends everything and lets go of the server. May be called again. What the
   * handler is told afterwards is dropped and counted as `closed`.
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
   * The trace in Opik that a run is in, such as to score it: right however many runs there are at once.
   *
   * @param runId the id of a LangChain run, as it was given to `invoke` in `{ runId }` or is seen in a callback
   * @returns undefined for a run that this handler does not know, or that ended more than 10,000 runs ago
   */
  traceOf(runId: string): TraceReference | undefined {
    const tree = this.#recorder.treeOf(runId);
    return tree && { traceId: tree.traceId, projectName: tree.parentTrace?.projectName ?? this.#projectName };
  }

  // LangChain's declaration of this method has its arguments in an order that no version of it uses.
  override handleChainStart(serialized: unknown, inputs: unknown, runId: string, ...rest: unknown[]): void {
    guarded("chain start", () => {
      const [parentRunId, tags, metadata, , runName] = rest;
      this.#start({ serialized, runId, parentRunId, tags, metadata, runName }, (started) =>
        chainStart(started, inputs, this.#serializer),
      );
    });
  }

  override handleChainEnd(outputs: unknown, runId: string, ...rest: unknown[]): void {
    guarded("chain end", () => {
      const [, , kwargs] = rest;
      this.#end(runId, (run, as) => chainEnd(outputs, run, as(kwargs), this.#serializer));
    });
  }

  override handleChainError(thrown: unknown, runId: string, ...rest: unknown[]): void {
    guarded("chain error", () => {
      const [, , kwargs] = rest;
      this.#end(runId, (_, as) => failure(thrown, as(kwargs), this.#serializer));
    });
  }

  override handleChatModelStart(serialized: unknown, messages: unknown[][], runId: string, ...rest: unknown[]): void {
    guarded("model start", () => {
      this.#startModel(serialized, (as) => asList(asList(as(messages))[0]), runId, rest);
    });
  }

  override handleLLMStart(serialized: unknown, prompts: string[], runId: string, ...rest: unknown[]): void {
    guarded("model start", () => {
      this.#startModel(serialized, (as) => asList(as(prompts)), runId, rest);
    });
  }

  override handleLLMNewToken(token: string, _indices: unknown, runId: string, ...rest: unknown[]): void {
    guarded("token", () => {
      const [, , fields] = rest;
      const run = this.#recorder.touch(runId);
      if (run?.model === undefined || run.isDuplicate("token", fields ?? token)) return;
      const answer = run.model.partialAnswer(this.#maxFieldLength);
      const isContent = tryOr(() => addChunk(answer, token, fields), false);
      if (isContent) this.#recorder.firstToken(run);
    });
  }

  override handleChatModelStreamEvent(event: unknown, runId: string): void {
    guarded("stream event", () => {
      const run = this.#recorder.touch(runId);
      if (run?.model === undefined || run.isDuplicate("stream event", event)) return;
      const answer = run.model.partialAnswer(this.#maxFieldLength);
      const isContent = tryOr(() => addStreamEvent(answer, event), false);
      if (isContent) this.#recorder.firstToken(run);
    });
  }

  override handleLLMEnd(result: unknown, runId: string, ...rest: unknown[]): void {
    guarded("model end", () => {
      const [, , extraParams] = rest;
      this.#end(runId, (run, as) => modelEnd(as(result), run, as(extraParams), this.#serializer));
    });
  }

  override handleLLMError(thrown: unknown, runId: string): void {
    guarded("model error", () => {
      this.#end(runId, (run) => modelFailure(thrown, run, this.#serializer));
    });
  }

  override handleToolStart(serialized: unknown, input: unknown, runId: string, ...rest: unknown[]): void {
    guarded("tool start", () => {
      const [parentRunId, tags, metadata, runName, toolCallId] = rest;
      this.#start({ serialized, runId, parentRunId, tags, metadata, runName }, (started) =>
        toolStart(started, input, toolCallId, this.#serializer),
      );
    });
  }

  override handleToolEnd(output: unknown, runId: string, ...rest: unknown[]): void {
    guarded("tool end", () => {
      this.#startUnseenTool(unseenToolName(output), runId, rest);
      this.#end(runId, (run) => toolEnd(output, run, this.#serializer));
    });
  }

  override handleToolError(thrown: unknown, runId: string, ...rest: unknown[]): void {
    guarded("tool error", () => {
      this.#startUnseenTool(unseenToolName(undefined), runId, rest);
      this.#end(runId, () => failure(thrown, undefined, this.#serializer));
    });
  }

  override handleToolEvent(chunk: unknown, runId: string): void {
    this.#event("tool event", runId, chunk);
  }

  override handleRetrieverStart(serialized: unknown, query: string, runId: string, ...rest: unknown[]): void {
    guarded("retriever start", () => {
      const [parentRunId, tags, metadata, runName] = rest;
      this.#start({ serialized, runId, parentRunId, tags, metadata, runName }, (started) =>
        retrieverStart(started, query, this.#serializer),
      );
    });
  }

  override handleRetrieverEnd(documents: unknown, runId: string): void {
    guarded("retriever end", () => {
      this.#end(runId, (run) => retrieverEnd(documents, run, this.#serializer));
    });
  }

  override handleRetrieverError(thrown: unknown, runId: string): void {
    guarded("retriever error", () => {
      this.#end(runId, () => failure(thrown, undefined, this.#serializer));
    });
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
    return run && accessTo(run, this.#projectName, this.#serializer);
  }

  #startModel(
    serialized: unknown,
    messages: (as: ReadArgument) => readonly unknown[],
    runId: string,
    rest: readonly unknown[],
  ): void {
    const [parentRunId, extraParams, tags, metadata, runName] = rest;
    this.#start({ serialized, runId, parentRunId, tags, metadata, runName }, (started, as) =>
      modelStart(started, messages(as), as(extraParams), this.#serializer),
    );
    const callOptions = tryOr(() => asJsonObject(extraParams).options, undefined);
    rememberRun(callOptions, this, runId);
  }

  // LangChain reports no start of a tool whose arguments it can't turn into JSON, but reports its end.
  #startUnseenTool(runName: string, runId: string, rest: readonly unknown[]): void {
    if (this.#recorder.knows(runId)) return;
    const [parentRunId, tags] = rest;
    const callback = { serialized: undefined, runId, parentRunId, tags, metadata: { start_missing: true }, runName };
    this.#start(callback, (started) => toolStart(started, UNSEEN_INPUT, undefined, this.#serializer));
  }

  #start(callback: Callback, read: (started: StartedRun, as: ReadArgument) => RunStart): void {
    if (this.#recorder.knows(callback.runId)) {
      this.#recorder.startedAgain(callback.runId);
      return;
    }
    const parentRunId = typeof callback.parentRunId === "string" ? callback.parentRunId : undefined;
    const isRoot = !this.#recorder.knows(parentRunId);
    const context = isRoot ? parentContext() : {};
    const { runId, runName } = callback;
    const start = this.#serializer.reading((as) => {
      const given = fewFields(asJsonObject(as(callback.metadata)));
      const metadata = isRoot ? { ...given, ...foreignSpanMetadata(context) } : given;
      const [serialized, tags] = [as(callback.serialized), as(callback.tags)];
      return read({ serialized, runId, parentRunId, tags, metadata, runName, isRoot }, as);
    });
    this.#recorder.start(start, context.parent);
    this.#openRunWatch.wake();
  }

  #end(runId: string, read: (run: Run, as: ReadArgument) => RunEnd): void {
    this.#recorder.end(runId, (run) => this.#serializer.reading((as) => read(run, as)));
  }

  #event(name: string, runId: string, data: unknown): void {
    guarded("event", () => {
      const run = this.#recorder.touch(runId);
      if (run === undefined || run.isDuplicate(name, data)) return;
      const skipped = skippedCandidate(name, data);
      if (skipped !== undefined) this.#recorder.candidateSkipped(run, skipped.candidate, skipped.number);
      this.#recorder.event(run, { name: asName(name) ?? "", data: this.#serializer.snapshot(data) });
    });
  }
}

const UNKNOWN_HEALTH: DeliveryHealth = { ...NO_RECORDS_YET, state: "idle" };
const UNSEEN_INPUT = "[LangChain could not turn the arguments into JSON]";

/** Names a trace in Opik. */
export interface TraceReference {
  readonly traceId: string;
  readonly projectName: string;
}

/** Takes an argument of a callback as it is, or as a plain copy where it resists. */
type ReadArgument = (value: unknown) => unknown;

/** The arguments that every start has. */
interface Callback extends Omit<StartedRun, "parentRunId" | "isRoot"> {
  readonly parentRunId: unknown;
}
