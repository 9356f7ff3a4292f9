/** Names and values in the order in which they are written. */
export type Assignments = ReadonlyMap<string, string>;

const NEEDS_QUOTES = /[\s#;=]/;

/**
 * The lines with these assignments: a line that leaves its name blank is filled, the others are appended.
 *
 * @param join - the text between name and value
 */
export function withAssignments(lines: readonly string[], assignments: Assignments, join: string): readonly string[] {
  const edited = [...lines];
  for (const [name, value] of assignments) {
    const line = `${name}${join}${NEEDS_QUOTES.test(value) ? `"${value}"` : value}`;
    const blank = blankLineOf(edited, name);
    if (blank === -1) edited.push(line);
    else edited[blank] = line;
  }
  return edited;
}

/** The last line that leaves this name without a value, because the last one counts; -1 if there is none. */
function blankLineOf(lines: readonly string[], name: string): number {
  const blank = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=\\s*$`);
  return lines.findLastIndex((line) => blank.test(line));
}
