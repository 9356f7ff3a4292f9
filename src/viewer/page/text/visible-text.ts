import { printableText } from "../../../records/plain-text.js";

/**
 * A text in its own lines, with a mark in place of characters that are invisible or would change its direction: readers
 * see what the text really contains.
 */
export function visibleText(text: string): string {
  return text
    .split(/\r\n|[\n\r]/)
    .map((line) => printableText(line.replaceAll("\t", "  ")))
    .join("\n");
}
