const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Whether a trace is among the given share (0 to 1) of all. The id alone decides, so that services that work on one
 * trace agree, and a trace of a smaller share is among every larger one.
 */
export function isInShare(traceId: string, share: number): boolean {
  return hashOf(traceId) / 2 ** 32 < share;
}

// FNV-1a with a last mixing step: ids of the same millisecond differ in their last characters alone.
function hashOf(text: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
