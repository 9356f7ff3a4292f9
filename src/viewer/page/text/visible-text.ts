import { printableText } from "../../../records/plain-text.js";

/**
 * A text in its lines, with a mark in place of what cannot be seen or would turn its direction: what is shown is what
 * stands there.
 */
export function visibleText(text: string): string {
  return text
    .split(/\r\n|[\n\r]/)
    .map((line) => printableText(line.replaceAll("\t", "  ")))
    .join("\n");
}
