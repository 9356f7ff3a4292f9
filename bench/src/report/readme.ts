import { readFileSync, writeFileSync } from "node:fs";

const README = new URL("../../README.md", import.meta.url);
const START = "<!-- results -->";
const END = "<!-- /results -->";

/** Puts the results between the markers of the README. @throws Error when a marker is missing. */
export function writeResults(markdown: string): void {
  const text = readFileSync(README, "utf8");
  const start = text.indexOf(START);
  const end = text.indexOf(END);
  if (start < 0 || end < start) throw new Error("The README lacks the markers of the results.");
  writeFileSync(README, `${text.slice(0, start + START.length)}\n\n${markdown}\n\n${text.slice(end)}`);
}
