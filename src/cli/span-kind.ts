import type { SpanRecord, SpanType } from "../records/record.js";
import type { Tone } from "./styled-line.js";

/** What a kind of span is called, and the colour of its bar. */
export interface SpanKind {
  readonly word: string;
  readonly tone: Tone;
}

const KINDS: Readonly<Record<SpanType, SpanKind>> = {
  general: { word: "chain", tone: "dim" },
  llm: { word: "llm", tone: "cyan" },
  tool: { word: "tool", tone: "green" },
  guardrail: { word: "guardrail", tone: "magenta" },
};
const RETRIEVAL: SpanKind = { word: "retrieval", tone: "blue" };

/** A retrieval is a tool on the wire; its metadata tells the two apart. */
export function spanKind({ type, metadata }: SpanRecord): SpanKind {
  return metadata?.["opik.kind"] === "retrieval" ? RETRIEVAL : KINDS[type];
}
