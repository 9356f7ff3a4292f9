import type { Part } from "./hidden-parts.js";

/** Where what the expression matches at this place ends. It has to be sticky. */
export function matchEnd(expression: RegExp, text: string, at: number): number | undefined {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : undefined;
}

/** The same as a part of the text. */
export function matched(expression: RegExp, text: string, at: number): Part | undefined {
  const to = matchEnd(expression, text, at);
  return to === undefined ? undefined : { from: at, to };
}

/** Like it, where the one group that matches is a look ahead: the part that stands in it, behind the match. */
export function matchedAhead(expression: RegExp, text: string, at: number): Part | undefined {
  expression.lastIndex = at;
  const found = expression.exec(text);
  const from = expression.lastIndex;
  return found === null ? undefined : { from, to: from + found.slice(1).join("").length };
}
