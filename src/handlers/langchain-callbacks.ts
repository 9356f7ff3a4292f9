import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { tryOr } from "../records/json/guarded-read.js";
import { asJsonObject, asName } from "../records/json/json-object.js";
import type { RunKey } from "../tracing/run/run-event.js";

/** What all starts have in common. */
export interface StartCallback {
  readonly serialized: unknown;
  readonly runId: string;
  readonly parentRunId: unknown;
  readonly tags: unknown;
  readonly metadata: unknown;
  readonly runName: unknown;
  /**
   * The `tags` of the run above, which identify one of several open ones with its id. Undefined if LangChain's tags
   * suffice.
   */
  readonly parentCall?: unknown;
}

/** LangChain's events of runs, by name. Nothing here throws or rejects. */
export interface RunEvents {
  chainStarted(start: StartCallback, inputs: unknown): void;
  chainEnded(run: RunKey, outputs: unknown, kwargs: unknown): void;
  chainFailed(run: RunKey, thrown: unknown, kwargs: unknown): void;
  chatModelStarted(start: StartCallback, messages: unknown, extraParams: unknown): void;
  textModelStarted(start: StartCallback, prompts: unknown, extraParams: unknown): void;
  tokenStreamed(run: RunKey, token: unknown, fields: unknown): void;
  blockStreamed(run: RunKey, event: unknown): void;
  /** A promise if the record needs something that is being loaded: LangChain waits for it. */
  modelEnded(run: RunKey, result: unknown, extraParams: unknown): Promise<void> | undefined;
  modelFailed(run: RunKey, thrown: unknown): void;
  toolStarted(start: StartCallback, input: unknown, toolCallId: unknown): void;
  /** `start`: what the end reveals of the start, in case that was not reported. */
  toolEnded(start: StartCallback, output: unknown): void;
  toolFailed(start: StartCallback, thrown: unknown): void;
  retrieverStarted(start: StartCallback, query: unknown): void;
  retrieverEnded(run: RunKey, documents: unknown): void;
  retrieverFailed(run: RunKey, thrown: unknown): void;
  /** A custom event, a text or an agent's action: it happened within a run, and neither starts nor ends it. */
  eventSent(run: RunKey, name: string, data: unknown): void;
  /** A LangGraph stopped to wait, or goes on from where one stopped. */
  graphPaused(run: RunKey, event: unknown): void;
  graphResumed(run: RunKey, event: unknown): void;
}

/** By this, LangGraph recognises the handlers to which it reports interrupts. */
const GRAPH_CALLBACK_HANDLER = Symbol.for("langgraph.graph_callback_handler");

/** Finds the recorder of a run: usually the handler itself. Nothing here throws. */
export interface RunRouter {
  /** `start`: as LangChain reports it, and below the run in which it was called. */
  begin(start: StartCallback): { readonly events: RunEvents; readonly start: StartCallback };
  eventsOf(runId: string, parentRunId?: unknown): RunEvents;
}

/** Gives the arguments of LangChain's callbacks their names: LangChain passes them by position. */
export abstract class LangChainCallbacks extends BaseCallbackHandler {
  // Awaited handlers run inline: times and async context are the run's own, and its values are as they were at that
  // time.
  override awaitHandlers = true;
  readonly [GRAPH_CALLBACK_HANDLER] = true;
  readonly #runs: RunRouter;

  constructor(runs: RunRouter) {
    super();
    this.#runs = runs;
  }

  // LangChain's declaration of this method has its arguments in an order that no version of it uses.
  override handleChainStart(serialized: unknown, inputs: unknown, runId: string, ...rest: unknown[]): void {
    const [parentRunId, tags, metadata, , runName] = rest;
    const { events, start } = this.#runs.begin({ serialized, runId, parentRunId, tags, metadata, runName });
    events.chainStarted(start, inputs);
  }

  override handleChainEnd(outputs: unknown, runId: string, ...rest: unknown[]): void {
    this.#runs.eventsOf(runId).chainEnded({ runId, call: rest[1] }, outputs, rest[2]);
  }

  override handleChainError(thrown: unknown, runId: string, ...rest: unknown[]): void {
    this.#runs.eventsOf(runId).chainFailed({ runId, call: rest[1] }, thrown, rest[2]);
  }

  override handleChatModelStart(serialized: unknown, messages: unknown[][], runId: string, ...rest: unknown[]): void {
    const [parentRunId, extraParams, tags, metadata, runName] = rest;
    const { events, start } = this.#runs.begin({ serialized, runId, parentRunId, tags, metadata, runName });
    events.chatModelStarted(start, messages, extraParams);
  }

  override handleLLMStart(serialized: unknown, prompts: string[], runId: string, ...rest: unknown[]): void {
    const [parentRunId, extraParams, tags, metadata, runName] = rest;
    const { events, start } = this.#runs.begin({ serialized, runId, parentRunId, tags, metadata, runName });
    events.textModelStarted(start, prompts, extraParams);
  }

  override handleLLMNewToken(token: string, _indices: unknown, runId: string, ...rest: unknown[]): void {
    this.#runs.eventsOf(runId).tokenStreamed({ runId, call: rest[1] }, token, rest[2]);
  }

  override handleChatModelStreamEvent(event: unknown, runId: string, ...rest: unknown[]): void {
    this.#runs.eventsOf(runId).blockStreamed({ runId, call: rest[1] }, event);
  }

  override handleLLMEnd(result: unknown, runId: string, ...rest: unknown[]): Promise<void> | undefined {
    return this.#runs.eventsOf(runId).modelEnded({ runId, call: rest[1] }, result, rest[2]);
  }

  override handleLLMError(thrown: unknown, runId: string, ...rest: unknown[]): void {
    this.#runs.eventsOf(runId).modelFailed({ runId, call: rest[1] }, thrown);
  }

  override handleToolStart(serialized: unknown, input: unknown, runId: string, ...rest: unknown[]): void {
    const [parentRunId, tags, metadata, runName, toolCallId] = rest;
    const { events, start } = this.#runs.begin({ serialized, runId, parentRunId, tags, metadata, runName });
    events.toolStarted(start, input, toolCallId);
  }

  override handleToolEnd(output: unknown, runId: string, ...rest: unknown[]): void {
    this.#runs.eventsOf(runId, rest[0]).toolEnded(startOfEnd(runId, rest), output);
  }

  override handleToolError(thrown: unknown, runId: string, ...rest: unknown[]): void {
    this.#runs.eventsOf(runId, rest[0]).toolFailed(startOfEnd(runId, rest), thrown);
  }

  override handleToolEvent(chunk: unknown, runId: string, ...rest: unknown[]): void {
    this.#runs.eventsOf(runId).eventSent({ runId, call: rest[1] }, "tool event", chunk);
  }

  override handleRetrieverStart(serialized: unknown, query: string, runId: string, ...rest: unknown[]): void {
    const [parentRunId, tags, metadata, runName] = rest;
    const { events, start } = this.#runs.begin({ serialized, runId, parentRunId, tags, metadata, runName });
    events.retrieverStarted(start, query);
  }

  override handleRetrieverEnd(documents: unknown, runId: string, ...rest: unknown[]): void {
    this.#runs.eventsOf(runId).retrieverEnded({ runId, call: rest[1] }, documents);
  }

  override handleRetrieverError(thrown: unknown, runId: string, ...rest: unknown[]): void {
    this.#runs.eventsOf(runId).retrieverFailed({ runId, call: rest[1] }, thrown);
  }

  override handleText(text: string, runId: string, ...rest: unknown[]): void {
    this.#runs.eventsOf(runId).eventSent({ runId, call: rest[1] }, "text", text);
  }

  // An agent's decisions come with the id of its chain: they are events of that, and neither start nor end a run.
  override handleAgentAction(action: unknown, runId: string, ...rest: unknown[]): void {
    this.#runs.eventsOf(runId).eventSent({ runId, call: rest[1] }, "agent action", action);
  }

  override handleAgentEnd(finish: unknown, runId: string, ...rest: unknown[]): void {
    this.#runs.eventsOf(runId).eventSent({ runId, call: rest[1] }, "agent end", finish);
  }

  /** LangGraph's, since 1.4. */
  handleInterrupt(event: unknown): void {
    const runId = graphRunId(event);
    this.#runs.eventsOf(runId).graphPaused({ runId }, event);
  }

  /** LangGraph's, since 1.4. */
  handleResume(event: unknown): void {
    const runId = graphRunId(event);
    this.#runs.eventsOf(runId).graphResumed({ runId }, event);
  }

  override handleCustomEvent(name: string, data: unknown, runId: string, ...rest: unknown[]): void {
    this.#runs.eventsOf(runId).eventSent({ runId, call: rest[0] }, name, data);
  }
}

function startOfEnd(runId: string, [parentRunId, tags]: readonly unknown[]): StartCallback {
  return { serialized: undefined, runId, parentRunId, tags, metadata: undefined, runName: undefined };
}

function graphRunId(event: unknown): string {
  return tryOr(() => asName(asJsonObject(event).runId), undefined) ?? "";
}
