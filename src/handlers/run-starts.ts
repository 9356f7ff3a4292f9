import type { JsonText } from "../records/json/json-text.js";
import { isShape, nameOf, type Shape, shapeOf, textsOf } from "../records/json/shape-fields.js";
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
import type { ValueTexts } from "./value-texts.js";

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

export function chainStart(started: StartedRun, inputs: unknown, texts: ValueTexts): RunStart {
  const tags = textsOf(started.tags);
  return runStart(started, "chain", texts.chain(inputs, "input"), texts, {
    turn: started.isRoot ? texts.turn(inputs, "input") : undefined,
    hidden: tags.includes("langsmith:hidden"),
    wrapper: attemptWrapper(started.serialized),
    taskKey: taskKey(started.runName, tags, shapeOf(started.metadata)),
  });
}

/** `messages` of a chat model; of a text model its prompt. */
export function modelStart(
  started: StartedRun,
  messages: readonly unknown[],
  extraParams: unknown,
  texts: ValueTexts,
): RunStart {
  const { model, provider, parameters, tools } = readModelRequest(started.serialized, extraParams, started.metadata);
  return runStart(started, "model", texts.modelInput(messages), texts, {
    turn: started.isRoot ? modelTurn(messages, texts) : undefined,
    metadata: tools === undefined ? { invocation_params: parameters } : { invocation_params: parameters, tools },
    model,
    provider,
    offeredTools: toolDescriptions(tools),
    asked: messages,
    signal: abortSignal(extraParams),
  });
}

function modelTurn(messages: readonly unknown[], texts: ValueTexts): JsonText | undefined {
  const [first] = messages;
  return typeof first === "string" ? texts.chain(first, "input") : texts.turn(messages, "input");
}

export function toolStart(started: StartedRun, input: unknown, toolCallId: unknown, texts: ValueTexts): RunStart {
  const id = nameOf(toolCallId);
  return runStart(started, "tool", texts.toolInput(input), texts, {
    toolCallId: id,
    metadata: id === undefined ? {} : { tool_call_id: id },
  });
}

export function retrieverStart(started: StartedRun, query: unknown, texts: ValueTexts): RunStart {
  return runStart(started, "retriever", texts.retrieval({ query }, "input"), texts, {
    metadata: retrieverMetadata(started.serialized, shapeOf(started.metadata)),
  });
}

/** What only some kinds of runs have. */
type Particulars = Partial<Omit<RunStart, "runId" | "parentRunId" | "kind" | "type" | "name" | "input" | "tags">>;

// One literal for every kind: runs of one shape are quicker to work with, and there are many.
function runStart(started: StartedRun, kind: RunKind, input: JsonText, texts: ValueTexts, own: Particulars): RunStart {
  const metadata: Shape = { ...shapeOf(started.metadata), ...own.metadata, ...graphNote(started) };
  const tags = textsOf(started.tags);
  const runsGraph = isGraph(metadata);
  return {
    runId: started.runId,
    parentRunId: started.parentRunId,
    kind,
    type: spanType(kind, metadata),
    name: texts.name(runName(started.runName, started.serialized, own.model ?? kind), kind),
    input,
    turn: own.turn,
    tags: ownTags(tags),
    metadata,
    hidden: own.hidden ?? false,
    threadId: started.isRoot || runsGraph ? threadId(metadata, texts.writer) : undefined,
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

function graphNote({ isRoot, runName, serialized }: StartedRun): Shape | undefined {
  const name = isRoot ? undefined : graphName(runName, serialized);
  return name === undefined ? undefined : { [GRAPH_NAME]: name };
}

function abortSignal(extraParams: unknown): AbortSignal | undefined {
  const options = shapeOf(extraParams).options;
  const signal = isShape(options) ? options.signal : undefined;
  return signal instanceof AbortSignal ? signal : undefined;
}
