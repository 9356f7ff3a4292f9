import type { SpanRecord } from "../records/record.js";
import { kindOf, type SpanKind } from "../records/span-kind.js";
import type { Tone } from "../terminal/styled-line.js";

const TONES: Readonly<Record<SpanKind, Tone>> = {
  chain: "dim",
  llm: "cyan",
  tool: "green",
  retrieval: "blue",
  guardrail: "magenta",
};

/** The name of a kind of span, and the colour of its bar. */
export function spanKind({ type, metadata }: SpanRecord): { readonly word: SpanKind; readonly tone: Tone } {
  const word = kindOf(type, metadata?.["opik.kind"]);
  return { word, tone: TONES[word] };
}
