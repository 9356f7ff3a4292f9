import { asJsonObject, asName, type JsonObject } from "../../records/json/json-object.js";
import type { JsonWriter } from "../../records/json/json-writer.js";
import { MAX_NAME_LENGTH } from "../../records/json/text-limit.js";
import type { SpanType } from "../../records/record.js";
import { REDACTED } from "../../records/redaction/redaction.js";
import { writtenMetadata } from "../../records/written-metadata.js";
import type { AttemptWrapper, RunKind } from "../../tracing/run/run-event.js";

/** The keys under which a run may name its conversation: the first with a valid value counts. */
export const THREAD_KEYS = [
  "thread_id",
  "threadId",
  "session_id",
  "sessionId",
  "conversation_id",
  "conversationId",
  "langfuseSessionId",
];
const WRAPPERS: Readonly<Record<string, AttemptWrapper>> = {
  RunnableWithFallbacks: "withFallbacks",
  RunnableRetry: "withRetry",
  OpikFallbacks: "withFallbacks",
  OpikRetry: "withRetry",
};
// How LangChain marks a run's position: the tree itself shows it better.
const INTERNAL_TAG =
  /^(?:seq:step:|map:key:|graph:step:|retry:attempt:|fallback:candidate:|langsmith:|condition:|branch:)/;

/** The class of the runnable, by LangChain's own name for it, which survives minification. */
export function className(serialized: unknown): string | undefined {
  const { id, name } = asJsonObject(serialized);
  return asName(Array.isArray(id) ? id.at(-1) : undefined) ?? asName(name);
}

/** What minifiers leave of a class name; none of LangChain's is as short. */
const MINIFIED = /^(?:.{1,2}|[a-z_$][\w$]{2})$/;

export function runName(given: unknown, serialized: unknown, fallback: string): string {
  const name = className(serialized);
  return asName(given) ?? (name === undefined || MINIFIED.test(name) ? fallback : name);
}

/** A graph that a LangGraph server runs has its name there; LangGraph itself names every graph "LangGraph". */
export function servedGraphName(name: string, { graph_id }: JsonObject): string | undefined {
  return name === "LangGraph" ? asName(graph_id) : undefined;
}

/** LangGraph names a router `Branch<node,router>`. */
export function routerName(name: string): string | undefined {
  return asName(/^Branch<(?:.{0,200}?,)?([^,<>]{1,200})>$/.exec(name)?.[1]);
}

export function attemptWrapper(serialized: unknown): AttemptWrapper | undefined {
  return WRAPPERS[className(serialized) ?? ""];
}

export function isParser(serialized: unknown): boolean {
  return className(serialized)?.endsWith("OutputParser") === true;
}

export function ownTags(tags: readonly string[]): readonly string[] {
  return tags.some((tag) => INTERNAL_TAG.test(tag)) ? tags.filter((tag) => !INTERNAL_TAG.test(tag)) : tags;
}

export function tagValue(tags: readonly string[], prefix: string): string | undefined {
  return tags.find((tag) => tag.startsWith(prefix))?.slice(prefix.length);
}

/**
 * The tags by which wrappers distinguish their attempts: LangChain's `withRetry` from the second on, ours from the
 * first.
 */
const TRY_TAG = /^(?:retry:attempt|fallback:candidate):([1-9]\d{0,5})$/;

export function tryNumber(tags: readonly string[]): number | undefined {
  for (const tag of tags) {
    const number = TRY_TAG.exec(tag)?.[1];
    if (number !== undefined) return Number(number);
  }
  return undefined;
}

/** One LangGraph task. Its children inherit the metadata but not the tag, so both are compared. */
export function taskKey(name: unknown, tags: readonly string[], metadata: JsonObject): string | undefined {
  if (name === undefined || name !== metadata.langgraph_node || tagValue(tags, "graph:step:") === undefined)
    return undefined;
  return asName(metadata.langgraph_checkpoint_ns);
}

/** The conversation that a run belongs to, with its id as redaction leaves it. */
export function threadId(metadata: JsonObject, writer: JsonWriter): string | undefined {
  const key = THREAD_KEYS.find((one) => threadText(metadata[one]) !== undefined);
  if (key === undefined) return undefined;
  const written = threadText(writtenMetadata({ [key]: threadText(metadata[key]) }, writer)[key]);
  // Hidden ids are alike: they would join the conversations of different people.
  return written?.includes(REDACTED) === true ? undefined : written;
}

function threadText(value: unknown): string | undefined {
  return typeof value === "number" ? String(value) : asName(value);
}

/** A LangGraph is marked in its metadata, as is an agent of `createAgent`. */
export function isGraph({ ls_integration: integration }: JsonObject): boolean {
  return (
    typeof integration === "string" &&
    integration.length < MAX_NAME_LENGTH &&
    /langgraph|create_agent|deepagents/.test(integration)
  );
}

/** The name that a compiled LangGraph was given; LangGraph names all others "LangGraph". */
export function graphName(runName: unknown, serialized: unknown): string | undefined {
  const name = asName(runName);
  return className(serialized) === "CompiledStateGraph" && name !== "LangGraph" ? name : undefined;
}

const SPAN_TYPES: Readonly<Record<RunKind, SpanType>> = {
  chain: "general",
  model: "llm",
  tool: "tool",
  retriever: "tool",
};

export function spanType(kind: RunKind, metadata: JsonObject): SpanType {
  const asked = metadata["opik.type"];
  return asked === "guardrail" || asked === "llm" || asked === "tool" || asked === "general" ? asked : SPAN_TYPES[kind];
}
