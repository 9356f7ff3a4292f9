import { asJsonObject, asName, asTags, isJsonObject, type JsonObject } from "../records/json/json-object.js";
import type { JsonText } from "../records/json/json-writer.js";
import { GRAPH_NAME } from "../tracing/run/attribution.js";
import type { RunKind, RunStart } from "../tracing/run/run-event.js";
import { readModelRequest } from "./convert/model/model-request.js";
import { retrieverMetadata } from "./convert/retriever-metadata.js";
import {
  attemptWrapper,
  graphName,
  isGraph,
  ownTags,
  runName,
  spanType,
  tagValue,
  taskKey,
  threadId,
  tryNumber,
} from "./convert/run-identity.js";
import { toolDescriptions } from "./convert/tools/tool-descriptions.js";
import type { ValueSerializer } from "./value-serializer.js";

/** What LangChain's callbacks have in common, by name: it passes them by position. */
export interface StartedRun {
  readonly serialized: unknown;
  readonly runId: string;
  readonly parentRunId: string | undefined;
  readonly tags: unknown;
  readonly metadata: unknown;
  readonly runName: unknown;
  /** Whether it starts a trace. */
  readonly isRoot: boolean;
}

export function chainStart(started: StartedRun, inputs: unknown, serializer: ValueSerializer): RunStart {
  const tags = asTags(started.tags);
  return runStart(started, "chain", serializer.chain(inputs, "input"), serializer, {
    turn: started.isRoot ? serializer.turn(inputs, "input") : undefined,
    hidden: tags.includes("langsmith:hidden"),
    wrapper: attemptWrapper(started.serialized),
    taskKey: taskKey(started.runName, tags, asJsonObject(started.metadata)),
  });
}

/** `messages` of a chat model; of a text model its prompt. */
export function modelStart(
  started: StartedRun,
  messages: readonly unknown[],
  extraParams: unknown,
  serializer: ValueSerializer,
): RunStart {
  const { model, provider, parameters, tools } = readModelRequest(started.serialized, extraParams, started.metadata);
  return runStart(started, "model", serializer.modelInput(messages), serializer, {
    turn: started.isRoot ? modelTurn(messages, serializer) : undefined,
    metadata: tools === undefined ? { invocation_params: parameters } : { invocation_params: parameters, tools },
    model,
    provider,
    offeredTools: toolDescriptions(tools),
    asked: messages,
    signal: abortSignal(extraParams),
  });
}

function modelTurn(messages: readonly unknown[], serializer: ValueSerializer): JsonText | undefined {
  const [first] = messages;
  return typeof first === "string" ? serializer.chain(first, "input") : serializer.turn(messages, "input");
}

export function toolStart(
  started: StartedRun,
  input: unknown,
  toolCallId: unknown,
  serializer: ValueSerializer,
): RunStart {
  const id = asName(toolCallId);
  return runStart(started, "tool", serializer.toolInput(input), serializer, {
    toolCallId: id,
    metadata: id === undefined ? {} : { tool_call_id: id },
  });
}

export function retrieverStart(started: StartedRun, query: unknown, serializer: ValueSerializer): RunStart {
  return runStart(started, "retriever", serializer.retrieval({ query }, "input"), serializer, {
    metadata: retrieverMetadata(started.serialized, asJsonObject(started.metadata)),
  });
}

/** What only some kinds of runs have. */
type Particulars = Partial<Omit<RunStart, "runId" | "parentRunId" | "kind" | "type" | "name" | "input" | "tags">>;

// One literal for every kind: V8 is faster with objects of one hidden class, and there are many runs.
function runStart(
  started: StartedRun,
  kind: RunKind,
  input: JsonText,
  serializer: ValueSerializer,
  own: Particulars,
): RunStart {
  const metadata: JsonObject = { ...asJsonObject(started.metadata), ...own.metadata, ...graphNote(started) };
  const tags = asTags(started.tags);
  const runsGraph = isGraph(metadata);
  return {
    runId: started.runId,
    parentRunId: started.parentRunId,
    kind,
    type: spanType(kind, metadata),
    name: serializer.name(runName(started.runName, started.serialized, own.model ?? kind), kind),
    input,
    turn: own.turn,
    tags: ownTags(tags),
    metadata,
    hidden: own.hidden ?? false,
    threadId: started.isRoot || runsGraph ? threadId(metadata, serializer.writer) : undefined,
    isGraph: runsGraph,
    model: own.model,
    provider: own.provider,
    wrapper: own.wrapper,
    tryNumber: tryNumber(tags),
    taskKey: own.taskKey,
    toolCallId: own.toolCallId,
    offeredTools: own.offeredTools,
    asked: own.asked,
    branch: tagValue(tags, "map:key:"),
    isStep: tagValue(tags, "seq:step:") !== undefined,
    signal: own.signal,
  };
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
