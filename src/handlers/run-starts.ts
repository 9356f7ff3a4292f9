import { tryOr } from "../records/json/guarded-read.js";
import { asJsonObject, asName, isJsonObject, type JsonObject } from "../records/json/json-object.js";
import type { JsonText } from "../records/json/json-writer.js";
import { GRAPH_NAME } from "../tracing/run/attribution.js";
import { messagesIn } from "../tracing/run/given-messages.js";
import type { AnyStart, OwnFields, RunStart, StartOf } from "../tracing/run/run-event.js";
import { commandNote } from "./convert/commands.js";
import { modelOverride, pricedNames } from "./convert/model/model-override.js";
import { readModelRequest } from "./convert/model/model-request.js";
import { retrieverMetadata } from "./convert/retriever-metadata.js";
import {
  attemptWrapper,
  graphName,
  isGraph,
  isParser,
  ownTags,
  routerName,
  runName,
  servedGraphName,
  spanType,
  tagValue,
  taskKey,
  threadId,
  tryNumber,
} from "./convert/run-identity.js";
import { toolDescriptions } from "./convert/tools/tool-descriptions.js";
import { expectEstimate } from "./convert/usage/cost-estimate.js";
import { functionName } from "./hooks/function-names.js";
import type { ModelPricing } from "./model-pricing.js";
import type { ValueSerializer } from "./value-serializer.js";

/** What LangChain's callbacks have in common, by name: it passes them by position. */
export interface StartedRun {
  readonly serialized: unknown;
  /** The same object as LangChain passed it: more is known by it. */
  readonly handedOver?: unknown;
  readonly runId: string;
  readonly parentRunId: string | undefined;
  readonly tags: readonly string[];
  /** The host's own object. */
  readonly metadata: JsonObject;
  readonly runName: unknown;
  /** Whether it starts a trace. */
  readonly isRoot: boolean;
  /** The list of tags as LangChain passed it, and that of the run above: LangChain has one for each call. */
  readonly call?: unknown;
  readonly parentCall?: unknown;
}

export function chainStart(started: StartedRun, inputs: unknown, serializer: ValueSerializer): RunStart {
  const { tags, metadata } = started;
  const task = taskKey(started.runName, tags, metadata);
  const hidden = tags.includes("langsmith:hidden");
  const isNode = task !== undefined && !hidden;
  const own: OwnFields = {
    kind: "chain",
    hidden,
    wrapper: attemptWrapper(started.serialized),
    taskKey: task,
    parses: isParser(started.serialized),
    given: started.isRoot || isNode ? (tryOr(() => messagesIn(inputs), []) ?? []) : undefined,
  };
  const input = serializer.chain(inputs, "input");
  const turn = started.isRoot ? serializer.questionTurn(inputs, input) : undefined;
  return runStart(started, own, { input, turn, metadata: commandNote(inputs) }, serializer);
}

/** `messages` of a chat model; of a text model its prompt. */
export function modelStart(
  started: StartedRun,
  messages: readonly unknown[],
  extraParams: unknown,
  serializer: ValueSerializer,
  pricing: ModelPricing,
): RunStart {
  const { model, provider, parameters, tools } = readModelRequest(started.serialized, extraParams, started.metadata);
  const override = modelOverride({ model, provider, metadata: started.metadata }, pricing.provider);
  const names = pricedNames(model, provider, override);
  expectEstimate(names, pricing.estimates);
  const own: OwnFields = {
    kind: "model",
    model,
    provider,
    override,
    pricedModel: names.pricedModel,
    offeredTools: toolDescriptions(tools),
    asked: messages,
    signal: abortSignal(extraParams),
  };
  const input = serializer.modelInput(messages);
  const turn = started.isRoot ? (serializer.questionTurn(messages, input) ?? input) : undefined;
  const metadata = tools === undefined ? { invocation_params: parameters } : { invocation_params: parameters, tools };
  return runStart(started, own, { input, turn, metadata }, serializer);
}

export function toolStart(
  started: StartedRun,
  input: unknown,
  toolCallId: unknown,
  serializer: ValueSerializer,
): RunStart {
  const id = asName(toolCallId);
  const metadata = id === undefined ? undefined : { tool_call_id: id };
  return runStart(
    started,
    { kind: "tool", toolCallId: id },
    { input: serializer.toolInput(input), metadata },
    serializer,
  );
}

export function retrieverStart(started: StartedRun, query: unknown, serializer: ValueSerializer): RunStart {
  const metadata = retrieverMetadata(started.serialized, started.metadata);
  return runStart(
    started,
    { kind: "retriever" },
    { input: serializer.retrieval({ query }, "input"), metadata },
    serializer,
  );
}

/** The fields that each kind reads in its own way. */
interface Content {
  readonly input: JsonText;
  readonly turn?: JsonText | undefined;
  readonly metadata?: JsonObject | undefined;
}

// The fields of a kind pass through one literal for all kinds, which the compiler can't follow: V8 is faster with
// objects of one hidden class, and there are many runs.
function runStart<Own extends OwnFields>(
  started: StartedRun,
  own: Own,
  content: Content,
  serializer: ValueSerializer,
): StartOf<Own>;
function runStart(started: StartedRun, own: OwnFields, content: Content, serializer: ValueSerializer): AnyStart {
  const { tags } = started;
  const metadata: JsonObject = { ...started.metadata, ...content.metadata, ...graphNote(started) };
  const runsGraph = isGraph(metadata);
  return {
    runId: started.runId,
    call: started.call,
    parentRunId: started.parentRunId,
    parentCall: started.parentCall,
    kind: own.kind,
    type: spanType(own.kind, metadata),
    name: serializer.name(shownName(started, own), own.kind),
    input: content.input,
    turn: content.turn,
    tags: ownTags(tags),
    metadata,
    hidden: own.hidden,
    threadId: started.isRoot || runsGraph || isInUpdate(metadata) ? threadId(metadata, serializer.writer) : undefined,
    isGraph: runsGraph,
    model: own.model,
    provider: own.provider,
    override: own.override,
    pricedModel: own.pricedModel,
    wrapper: own.wrapper,
    tryNumber: tryNumber(tags),
    taskKey: own.taskKey,
    given: own.given,
    parses: own.parses,
    toolCallId: own.toolCallId,
    offeredTools: own.offeredTools,
    asked: own.asked,
    branch: tagValue(tags, "map:key:"),
    isStep: tagValue(tags, "seq:step:") !== undefined,
    signal: own.signal,
  };
}

// The run of a graph's `updateState` does not name its thread, but a router that runs in it does.
function isInUpdate({ thread_id, langgraph_node }: JsonObject): boolean {
  return thread_id !== undefined && langgraph_node === undefined;
}

function shownName(started: StartedRun, own: OwnFields): string {
  const { runName: given, serialized, metadata, isRoot } = started;
  const name = runName(given, serialized, own.model ?? own.provider ?? own.kind);
  return (
    routerName(name) ?? nodeFunction(name, started) ?? (isRoot ? servedGraphName(name, metadata) : undefined) ?? name
  );
}

// A graph's router is a lambda without a name of its own.
function nodeFunction(name: string, { metadata, tags, handedOver }: StartedRun): string | undefined {
  if (name !== "RunnableLambda" || metadata.langgraph_node === undefined) return undefined;
  return isPartOfChain(tags) ? undefined : functionName(handedOver);
}

function isPartOfChain(tags: readonly string[]): boolean {
  return tagValue(tags, "seq:step:") !== undefined || tagValue(tags, "map:key:") !== undefined;
}

function graphNote({ isRoot, runName, serialized }: StartedRun): JsonObject | undefined {
  const name = isRoot ? undefined : graphName(runName, serialized);
  return name === undefined ? undefined : { [GRAPH_NAME]: name };
}

function abortSignal(extraParams: unknown): AbortSignal | undefined {
  const options = asJsonObject(extraParams).options;
  const signal = isJsonObject(options) ? options.signal : undefined;
  return signal instanceof AbortSignal ? signal : undefined;
}
