import picocolors from "picocolors";
import type { TreeOptions } from "../trace-view/trace-tree.js";

const WIDTH_OF_A_FILE = 100;

/**
 * How a tree is printed to a stream: as wide as its terminal, and in colour if the terminal supports it and NO_COLOR is
 * not set.
 */
export function terminalOptions({ isTTY, columns }: { isTTY?: boolean; columns?: number }): TreeOptions {
  const hasWidth = isTTY === true && columns !== undefined && columns > 0;
  return { width: hasWidth ? columns : WIDTH_OF_A_FILE, color: picocolors.isColorSupported };
}
