import type { ListLayout } from "./traces-lines.js";

/** Whoever reads a file or a pipe wants whole texts, but not pages of them. */
const WIDTH_OF_A_FILE = 400;

export function listLayout({ isTTY, columns }: { isTTY?: boolean; columns?: number }): ListLayout {
  const isTerminal = isTTY === true && columns !== undefined && columns > 0;
  return { isTerminal, width: isTerminal ? columns : WIDTH_OF_A_FILE };
}
