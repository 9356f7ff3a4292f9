import type { ModelCall } from "../../../tracing/run/model-call.js";
import { readTokenCounts } from "./read-token-counts.js";
import { type TokenCounts, type TokenDetails, tokenDetails } from "./token-counts.js";

/** What the chunks of a stream reported of tokens. */
export type StreamedUsage = Pick<ModelCall, "chunks" | "usageReports">;

/**
 * The counts of a streamed call. LangChain adds up what each chunk reports, and some providers repeat the same count
 * with every chunk, such as Gemini its cached tokens: then the last report counts, or none if it is not known.
 */
export function withLastWord(counts: TokenCounts, stream: StreamedUsage, provider: string | undefined): TokenCounts {
  if (stream.chunks < 2) return counts;
  const reports = stream.usageReports.map(readTokenCounts).filter((report) => report !== undefined);
  if (reports.length === 0) return isTold(provider) ? counts : { ...counts, ...tokenDetails(() => undefined) };
  const last = reports.at(-1);
  if (last !== undefined && isRepeated(reports)) return last;
  if (last !== undefined && countsOn(provider)) {
    return { ...counts, output: last.output, total: counts.input + last.output };
  }
  return { ...counts, ...tokenDetails((name) => lastDetail(reports, name) ?? counts[name]) };
}

// ChatGoogleGenerativeAI does not pass its chunks on, and adds up the details of all of them.
function isTold(provider: string | undefined): boolean {
  return provider !== "google_ai" && provider !== "google_vertexai";
}

// Anthropic's last report of output tokens counts from the beginning of the answer; LangChain adds its first to it.
function countsOn(provider: string | undefined): boolean {
  return provider === "anthropic" || provider === "anthropic_vertexai";
}

// Input tokens are known from the beginning: nobody reports them in parts.
function isRepeated(reports: readonly TokenCounts[]): boolean {
  return reports.length > 1 && reports.every(({ input }, at) => input > 0 && input >= (reports[at - 1]?.input ?? 0));
}

function lastDetail(reports: readonly TokenCounts[], name: keyof TokenDetails): number | undefined {
  return reports.findLast((report) => (report[name] ?? 0) > 0)?.[name];
}
