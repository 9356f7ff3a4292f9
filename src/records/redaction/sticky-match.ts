import type { Part } from "./hidden-parts.js";

/** Where the match of the expression at this place ends. The expression has to be sticky. */
export function matchEnd(expression: RegExp, text: string, at: number): number | undefined {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : undefined;
}

/** The same as a part of the text. */
export function matched(expression: RegExp, text: string, at: number): Part | undefined {
  const to = matchEnd(expression, text, at);
  return to === undefined ? undefined : { from: at, to };
}

/** The same for the one group that matches in a look-ahead: the part in it, after the match. */
export function matchedAhead(expression: RegExp, text: string, at: number): Part | undefined {
  expression.lastIndex = at;
  const found = expression.exec(text);
  const from = expression.lastIndex;
  return found === null ? undefined : { from, to: from + found.slice(1).join("").length };
}
