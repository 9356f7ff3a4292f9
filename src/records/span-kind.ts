import type { SpanType } from "./record.js";

/** The kind of run that a span records. On the wire a chain is `general`, and a retrieval is a `tool`. */
export type SpanKind = "chain" | "llm" | "tool" | "retrieval" | "guardrail";

const OF_TYPE: Readonly<Record<SpanType, SpanKind>> = {
  general: "chain",
  llm: "llm",
  tool: "tool",
  guardrail: "guardrail",
};

const TYPES: Readonly<Record<SpanKind, SpanType>> = {
  chain: "general",
  llm: "llm",
  tool: "tool",
  retrieval: "tool",
  guardrail: "guardrail",
};

export const SPAN_KINDS: readonly string[] = Object.keys(TYPES);

export function isSpanKind(value: string): value is SpanKind {
  return SPAN_KINDS.includes(value);
}

export function kindOf(type: unknown, metadataKind: unknown): SpanKind {
  if (metadataKind === "retrieval") return "retrieval";
  return isSpanType(type) ? OF_TYPE[type] : "chain";
}

export function typeOf(kind: string): SpanType {
  return isSpanKind(kind) ? TYPES[kind] : "general";
}

function isSpanType(value: unknown): value is SpanType {
  return typeof value === "string" && Object.hasOwn(OF_TYPE, value);
}
