import type { TokenCounts } from "./token-counts.js";

/**
 * Leaves out details that are larger than what they are part of. ChatGoogleGenerativeAI adds up the cached tokens of
 * all chunks of a stream, each of which reports them in full; with a wrong number Opik would charge too little.
 */
export function withoutImpossibleDetails(counts: TokenCounts): TokenCounts {
  const { cacheRead = 0, cacheWrite = 0, hourCacheWrite = 0, inputAudio = 0, reasoning = 0, outputAudio = 0 } = counts;
  return {
    ...counts,
    ...(cacheRead + cacheWrite > counts.input && { cacheRead: undefined, cacheWrite: undefined }),
    ...(hourCacheWrite > cacheWrite && { hourCacheWrite: undefined }),
    ...(inputAudio > counts.input && { inputAudio: undefined }),
    ...(reasoning > counts.output && { reasoning: undefined }),
    ...(outputAudio > counts.output && { outputAudio: undefined }),
  };
}
