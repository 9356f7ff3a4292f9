const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

const WIDE =
  /^(?:\p{Emoji_Presentation}|\p{Regional_Indicator}|.\ufe0f|[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}])/u;
const OWN_CELL = /[^\p{Mn}\p{Me}\u200c\u200d]/gu;

/** How many cells of a terminal a text takes. */
export function cellsOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let cells = 0;
  for (const { segment } of graphemes.segment(text)) cells += cellsOfGrapheme(segment);
  return cells;
}

/** The text, or as much of it as fits into this many cells, with `…` for the rest. */
export function fitText(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text;
  if (cells < 1) return "";
  let kept = "";
  let used = 1;
  for (const { segment } of graphemes.segment(text)) {
    used += cellsOfGrapheme(segment);
    if (used > cells) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** The characters as a reader sees them. */
export function graphemesOf(text: string): readonly string[] {
  return /^[\x20-\x7e]*$/.test(text) ? Array.from(text) : [...graphemes.segment(text)].map(({ segment }) => segment);
}

function cellsOfGrapheme(grapheme: string): number {
  return WIDE.test(grapheme) ? 2 : (grapheme.match(OWN_CELL)?.length ?? 0);
}
