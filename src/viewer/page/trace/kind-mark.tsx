import type { SpanKind } from "../../../records/span-kind.js";

const SHAPES: Readonly<Record<SpanKind, string>> = {
  chain: "M2 4.25h6v1.5H2z",
  llm: "M5 1a4 4 0 1 1 0 8 4 4 0 0 1 0-8z",
  tool: "M1.5 1.5h7v7h-7z",
  retrieval: "M5 .8 9.2 8.6H.8z",
  guardrail: "M5 .4 9.6 5 5 9.6.4 5z",
};

/** The kind of a span as a small coloured shape: the shape shows the kind even without the colour. */
export function KindMark({ kind }: { readonly kind: SpanKind }) {
  return (
    <svg class="kind" data-kind={kind} width="10" height="10" viewBox="0 0 10 10" role="img" aria-label={kind}>
      <path d={SHAPES[kind]} />
    </svg>
  );
}
