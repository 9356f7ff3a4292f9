/** Names and values in the order in which they are written. */
export type Assignments = ReadonlyMap<string, string>;

const NEEDS_QUOTES = /[\s#;=]/;

/** `NAME=value`, as both kinds of settings file take it; `join` is what stands between the two. */
export function assignmentLine(name: string, value: string, join: string): string {
  return `${name}${join}${NEEDS_QUOTES.test(value) ? `"${value}"` : value}`;
}

/** The last line that leaves this name without a value, because the last one counts; undefined when there is none. */
export function blankLineOf(lines: readonly string[], name: string): number | undefined {
  const blank = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=\\s*$`);
  const index = lines.findLastIndex((line) => blank.test(line));
  return index === -1 ? undefined : index;
}
