import type { JsonText } from "../records/json-text.js";
import type { RunKind, RunStart } from "../tracing/run-event.js";
import { readModelRequest } from "./convert/model-request.js";
import { retrieverMetadata } from "./convert/retriever-metadata.js";
import { attemptWrapper, ownTags, runName, spanType, tagValue, taskKey, threadId } from "./convert/run-identity.js";
import { isShape, type Shape, shapeOf, textsOf } from "./convert/shape.js";
import { toolDescriptions } from "./convert/tool-descriptions.js";
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
  return {
    ...commonStart(started, "chain", texts.chain(inputs, "input")),
    turn: started.isRoot ? texts.turn(inputs, "input") : undefined,
    hidden: tags.includes("langsmith:hidden"),
    wrapper: attemptWrapper(started.serialized),
    taskKey: taskKey(runName(started.runName, started.serialized, ""), tags, shapeOf(started.metadata)),
  };
}

/** `messages` of a chat model; of a text model its prompt. */
export function modelStart(
  started: StartedRun,
  messages: readonly unknown[],
  extraParams: unknown,
  texts: ValueTexts,
): RunStart {
  const request = readModelRequest(started.serialized, extraParams, started.metadata);
  const common = commonStart(started, "model", texts.modelInput(messages));
  return {
    ...common,
    turn: started.isRoot ? texts.turn(messages, "input") : undefined,
    metadata: {
      ...common.metadata,
      invocation_params: request.parameters,
      ...(request.tools !== undefined && { tools: request.tools }),
    },
    model: request.model,
    provider: request.provider,
    offeredTools: toolDescriptions(request.tools),
    signal: abortSignal(extraParams),
  };
}

export function toolStart(started: StartedRun, input: unknown, toolCallId: unknown, texts: ValueTexts): RunStart {
  const common = commonStart(started, "tool", texts.toolInput(input));
  if (typeof toolCallId !== "string" || toolCallId === "") return common;
  return { ...common, toolCallId, metadata: { ...common.metadata, tool_call_id: toolCallId } };
}

export function retrieverStart(started: StartedRun, query: unknown, texts: ValueTexts): RunStart {
  const common = commonStart(started, "retriever", texts.chain({ query }, "input"));
  return { ...common, metadata: { ...common.metadata, ...retrieverMetadata(started.serialized, common.metadata) } };
}

function commonStart(started: StartedRun, kind: RunKind, input: JsonText): RunStart {
  const metadata: Shape = { ...shapeOf(started.metadata) };
  const tags = textsOf(started.tags);
  return {
    runId: started.runId,
    parentRunId: started.parentRunId,
    kind,
    type: spanType(kind, metadata),
    name: runName(started.runName, started.serialized, kind),
    input,
    tags: ownTags(tags),
    metadata,
    hidden: false,
    threadId: started.isRoot ? threadId(metadata) : undefined,
    branch: tagValue(tags, "map:key:"),
  };
}

function abortSignal(extraParams: unknown): AbortSignal | undefined {
  const options = shapeOf(extraParams).options;
  const signal = isShape(options) ? options.signal : undefined;
  return signal instanceof AbortSignal ? signal : undefined;
}
