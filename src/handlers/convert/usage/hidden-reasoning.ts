import { countOf, type TokenCounts } from "./token-counts.js";

/** Adds the reasoning that some providers report beside the output to the output, which is how it is charged. */
export function withReasoningInOutput(counts: TokenCounts, provider: string | undefined): TokenCounts {
  if (provider === "google_ai" || provider === "google_vertexai") return withGoogleThoughts(counts);
  return provider === "xai" ? withXaiReasoning(counts) : counts;
}

/**
 * ChatGoogleGenerativeAI does not report thoughts: they are only in the total, which is prompt, candidates and
 * thoughts.
 */
function withGoogleThoughts(counts: TokenCounts): TokenCounts {
  const thoughts = countOf(counts.total - counts.input - counts.output) ?? 0;
  if (thoughts === 0) return counts;
  return { ...counts, output: counts.output + thoughts, reasoning: counts.reasoning ?? thoughts };
}

/** The total shows whether the reasoning is counted beside the output. ChatXAI counts the total of a stream twice. */
function withXaiReasoning(counts: TokenCounts): TokenCounts {
  const output = counts.output + (counts.reasoning ?? 0);
  const whole = counts.input + output;
  const isBeside = counts.total === whole || counts.total === 2 * whole;
  return isBeside ? { ...counts, output, total: whole } : counts;
}
