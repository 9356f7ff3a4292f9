/** The size that is turned into bytes at once; between two pieces the host can work. */
const PIECE_CHARACTERS = 128 * 1024;
const HIGH_SURROGATES = { first: 0xd800, last: 0xdbff };

/**
 * Texts that follow each other, as pieces of a size that is good for writing and compressing. A long text is never
 * joined with another: that would copy it, and there may be a dozen records of megabytes in flight.
 */
export function* piecesOf(texts: Iterable<string>): Generator<string> {
  let gathered = "";
  for (const text of texts) {
    if (gathered.length + text.length <= PIECE_CHARACTERS) {
      gathered += text;
      continue;
    }
    if (gathered !== "") yield gathered;
    gathered = yield* wholePieces(text);
  }
  if (gathered !== "") yield gathered;
}

/** Returns what is left of the text, less than a piece. */
function* wholePieces(text: string): Generator<string, string> {
  let start = 0;
  while (text.length - start > PIECE_CHARACTERS) {
    const end = start + PIECE_CHARACTERS;
    const last = text.charCodeAt(end - 1);
    // Half of a surrogate pair can't be encoded alone.
    const isHalf = last >= HIGH_SURROGATES.first && last <= HIGH_SURROGATES.last;
    const next = isHalf ? end - 1 : end;
    yield text.slice(start, next);
    start = next;
  }
  return text.slice(start);
}
