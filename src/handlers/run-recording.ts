import { fewFields } from "../records/json/few-members.js";
import { tryOr } from "../records/json/guarded-read.js";
import { asJsonObject, asList, asName, asTags, type JsonObject } from "../records/json/json-object.js";
import type { Run } from "../tracing/run/run.js";
import type { RunEnd, RunKey, RunKind, RunStart } from "../tracing/run/run-event.js";
import type { TraceRecorder } from "../tracing/trace-recorder.js";
import { noteStepFailure } from "./batch-output.js";
import { unseenToolName } from "./convert/tools/tool-values.js";
import { guarded } from "./guard.js";
import { callerOf } from "./hooks/callers.js";
import { skippedCandidate } from "./hooks/candidate-skipped.js";
import { configuredIds } from "./hooks/configured-ids.js";
import { HTTP_ATTEMPTS, type HttpAttempt, type HttpAttemptSink, rememberRun } from "./hooks/http-attempts.js";
import { foreignSpanMetadata, parentContext } from "./hooks/parent-context.js";
import type { RunEvents, StartCallback } from "./langchain-callbacks.js";
import type { ModelPricing } from "./model-pricing.js";
import type { OpenRunWatch } from "./open-run-watch.js";
import { chainEnd, chainFailure, failure, modelEnd, modelFailure, retrieverEnd, toolEnd } from "./run-ends.js";
import { chainStart, modelStart, retrieverStart, type StartedRun, toolStart } from "./run-starts.js";
import { addChunk, addStreamEvent, chunkUsage } from "./stream-events.js";
import type { ValueSerializer } from "./value-serializer.js";

interface RunRecordingParts {
  readonly recorder: TraceRecorder;
  readonly serializer: ValueSerializer;
  readonly openRunWatch: OpenRunWatch;
  readonly pricing: ModelPricing;
  /** Characters of a streamed answer that are kept. */
  readonly maxFieldLength: number;
}

/** Returns an argument of a callback as it is, or as a plain copy if it throws when read. */
type ReadArgument = (value: unknown) => unknown;

/** A graph that stops before or after a node, and not for a question of a node, which is an interrupt of its own. */
const STATIC_STOPS = new Set(["interrupt_before", "interrupt_after"]);

/** LangGraph's report of a graph that stops or resumes; `place`: the checkpoint that its next run begins with. */
function readGraphEvent(event: unknown) {
  const { status, checkpointId } = asJsonObject(event);
  return { status: asName(status), place: { checkpoint_id: asName(checkpointId) } };
}

function keyOf({ runId, tags }: StartCallback): RunKey {
  return { runId, call: tags };
}

/** The fields of a run's metadata and what stands beside them, most often nothing. */
function joined(before: JsonObject | undefined, own: JsonObject, after: JsonObject | undefined): JsonObject {
  return before === undefined && after === undefined ? own : { ...before, ...own, ...after };
}

const UNSEEN_INPUT = "[LangChain could not turn the arguments into JSON]";

/** Records what LangChain reports of runs: reads each event immediately, and passes it to the recorder of traces. */
export class RunRecording implements RunEvents, HttpAttemptSink {
  readonly #recorder: TraceRecorder;
  readonly #serializer: ValueSerializer;
  readonly #openRunWatch: OpenRunWatch;
  readonly #pricing: ModelPricing;
  readonly #maxFieldLength: number;

  constructor({ recorder, serializer, openRunWatch, pricing, maxFieldLength }: RunRecordingParts) {
    this.#recorder = recorder;
    this.#serializer = serializer;
    this.#openRunWatch = openRunWatch;
    this.#pricing = pricing;
    this.#maxFieldLength = maxFieldLength;
  }

  chainStarted(start: StartCallback, inputs: unknown): void {
    guarded("chain start", () => {
      this.#start(start, (started) => chainStart(started, inputs, this.#serializer));
    });
  }

  chainEnded(key: RunKey, outputs: unknown, kwargs: unknown): void {
    guarded("chain end", () => {
      this.#end(key, "chain", (run, as) => chainEnd(outputs, run, as(kwargs), this.#serializer));
    });
  }

  chainFailed(key: RunKey, thrown: unknown, kwargs: unknown): void {
    guarded("chain error", () => {
      this.#end(key, "chain", (run, as) => chainFailure(thrown, run, as(kwargs), this.#serializer));
    });
  }

  chatModelStarted(start: StartCallback, messages: unknown, extraParams: unknown): void {
    guarded("model start", () => {
      this.#startModel(start, (as) => asList(asList(as(messages))[0]), extraParams);
    });
  }

  textModelStarted(start: StartCallback, prompts: unknown, extraParams: unknown): void {
    guarded("model start", () => {
      this.#startModel(start, (as) => asList(as(prompts)), extraParams);
    });
  }

  tokenStreamed(key: RunKey, token: unknown, fields: unknown): void {
    guarded("token", () => {
      const run = this.#recorder.touch(key, "model");
      if (run?.model === undefined || run.isDuplicate("token", fields ?? token)) return;
      run.model.addChunk(tryOr(() => chunkUsage(fields), undefined));
      const answer = run.model.partialAnswer(this.#maxFieldLength);
      if (tryOr(() => addChunk(answer, token, fields), false)) this.#recorder.firstToken(run);
    });
  }

  blockStreamed(key: RunKey, event: unknown): void {
    guarded("stream event", () => {
      const run = this.#recorder.touch(key, "model");
      if (run?.model === undefined || run.isDuplicate("stream event", event)) return;
      const answer = run.model.partialAnswer(this.#maxFieldLength);
      if (tryOr(() => addStreamEvent(answer, event), false)) this.#recorder.firstToken(run);
    });
  }

  modelEnded(key: RunKey, result: unknown, extraParams: unknown): Promise<void> | undefined {
    let ended: Promise<void> | undefined;
    const { estimates } = this.#pricing;
    guarded("model end", () => {
      ended = this.#recorder.endWhenKnown(key, "model", (run) =>
        this.#serializer.reading((as) => modelEnd(as(result), run, as(extraParams), this.#serializer, estimates)),
      );
    });
    return ended;
  }

  modelFailed(key: RunKey, thrown: unknown): void {
    guarded("model error", () => {
      this.#end(key, "model", (run) => modelFailure(thrown, run, this.#serializer));
    });
  }

  toolStarted(start: StartCallback, input: unknown, toolCallId: unknown): void {
    guarded("tool start", () => {
      this.#start(start, (started) => toolStart(started, input, toolCallId, this.#serializer));
    });
  }

  toolEnded(start: StartCallback, output: unknown): void {
    guarded("tool end", () => {
      this.#startUnseenTool(start, unseenToolName(output));
      this.#end(keyOf(start), "tool", (run) => toolEnd(output, run, this.#serializer));
    });
  }

  toolFailed(start: StartCallback, thrown: unknown): void {
    guarded("tool error", () => {
      this.#startUnseenTool(start, unseenToolName(undefined));
      this.#end(keyOf(start), "tool", () => failure(thrown, this.#serializer));
    });
  }

  retrieverStarted(start: StartCallback, query: unknown): void {
    guarded("retriever start", () => {
      this.#start(start, (started) => retrieverStart(started, query, this.#serializer));
    });
  }

  retrieverEnded(key: RunKey, documents: unknown): void {
    guarded("retriever end", () => {
      this.#end(key, "retriever", (run) => retrieverEnd(documents, run, this.#serializer));
    });
  }

  retrieverFailed(key: RunKey, thrown: unknown): void {
    guarded("retriever error", () => {
      this.#end(key, "retriever", () => failure(thrown, this.#serializer));
    });
  }

  eventSent(key: RunKey, name: string, data: unknown): void {
    guarded("event", () => {
      const run = this.#recorder.touch(key);
      if (run === undefined || run.isDuplicate(name, data)) return;
      const skipped = skippedCandidate(name, data);
      if (skipped !== undefined) this.#recorder.candidateSkipped(run, skipped.candidate, skipped.number);
      this.#recorder.event(run, { name: asName(name) ?? "", ...this.#serializer.eventData(data) });
    });
  }

  graphPaused(key: RunKey, event: unknown): void {
    guarded("graph interrupt", () => {
      const { status, place } = this.#serializer.reading((as) => readGraphEvent(as(event)));
      if (STATIC_STOPS.has(status ?? ""))
        this.#recorder.touch(key)?.add({ metadata: { control_flow: status, ...place } });
    });
  }

  graphResumed(key: RunKey, event: unknown): void {
    guarded("graph resume", () => {
      const { status, place } = this.#serializer.reading((as) => readGraphEvent(as(event)));
      this.#recorder.touch(key)?.add({ metadata: { resumed_from: { status, ...place } } });
    });
  }

  /** Receives what `traceHttpRetries` recorded of a model's own requests. */
  [HTTP_ATTEMPTS](runId: string, attempts: readonly HttpAttempt[]): void {
    guarded("HTTP attempts", () => {
      const run = this.#recorder.touch({ runId }, "model");
      if (run !== undefined) this.#recorder.httpAttempts(run, attempts);
    });
  }

  #startModel(start: StartCallback, messages: (as: ReadArgument) => readonly unknown[], extraParams: unknown): void {
    this.#start(start, (started, as) =>
      modelStart(started, messages(as), as(extraParams), this.#serializer, this.#pricing),
    );
    const callOptions = tryOr(() => asJsonObject(extraParams).options, undefined);
    rememberRun(callOptions, this, start.runId);
  }

  // LangChain reports no start of a tool whose arguments it can't turn into JSON, but reports its end.
  #startUnseenTool(start: StartCallback, runName: string): void {
    if (this.#recorder.knows(start.runId)) return;
    const unseen = { ...start, metadata: { start_missing: true }, runName };
    this.#start(unseen, (started) => toolStart(started, UNSEEN_INPUT, undefined, this.#serializer));
  }

  #start(callback: StartCallback, read: (started: StartedRun, as: ReadArgument) => RunStart): void {
    const parentRunId = typeof callback.parentRunId === "string" ? callback.parentRunId : undefined;
    const isRoot = !this.#recorder.knows(parentRunId);
    const context = isRoot ? parentContext() : {};
    const { runId, runName, tags: call, parentCall = callerOf(call) } = callback;
    const start = this.#serializer.reading((as) => {
      const own = fewFields(asJsonObject(as(callback.metadata)));
      const metadata = joined(
        configuredIds(callback.metadata, own),
        own,
        isRoot ? foreignSpanMetadata(context) : undefined,
      );
      const serialized = as(callback.serialized);
      const tags = asTags(as(callback.tags));
      const handedOver = callback.serialized;
      return read(
        { serialized, handedOver, runId, parentRunId, tags, metadata, runName, isRoot, call, parentCall },
        as,
      );
    });
    const media = this.#serializer.takeMedia();
    if (this.#recorder.isOpen(runId) && this.#recorder.startedAgain(start)) return;
    this.#recorder.start(start, context.parent).addMedia(media);
    this.#openRunWatch.wake();
  }

  #end(key: RunKey, kind: RunKind, read: (run: Run, as: ReadArgument) => RunEnd): void {
    this.#recorder.end(key, kind, (run) => {
      const end = this.#serializer.reading((as) => read(run, as));
      run.addMedia(this.#serializer.takeMedia());
      if (end.status === "failed") noteStepFailure(run, end.error);
      return end;
    });
  }
}
