import { firstLineOf, plainText } from "../../../records/plain-text.js";
import type { ErrorType } from "../../../store/index.js";
import { countText } from "../../../terminal/amounts.js";
import { cellsOfLine, piece, type StyledLine } from "../../../terminal/styled-line.js";
import { fitText } from "../../../terminal/terminal-text.js";

const MAX_TYPES = 5;

/** For each of the most frequent types how often, and what its newest error said; below it the trace to look at. */
export function errorLines(types: readonly ErrorType[], width: number): readonly StyledLine[] {
  return types.slice(0, MAX_TYPES).flatMap(({ type, count, example: { message, traceId } }) => {
    const times = `${countText(count)} × `;
    const name = [piece(times), piece(plainText(type === "" ? "(no type)" : type), "red" as const)];
    const said = message === undefined ? "" : fitText(`: ${firstLineOf(message)}`, width - cellsOfLine(name));
    return [[...name, piece(said)], [piece(`${" ".repeat(times.length)}show ${traceId}`, "dim")]];
  });
}
