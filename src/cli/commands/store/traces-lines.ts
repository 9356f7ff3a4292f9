import type { TraceSummary } from "../../../store/index.js";
import { counted, countText, millisText } from "../../../terminal/amounts.js";
import { cutText, type LongText, NO_TEXT } from "../../../terminal/long-text.js";
import { cellsOfLine, type Piece, piece, type StyledLine } from "../../../terminal/styled-line.js";
import { readableText } from "../../../trace-view/readable-value.js";
import { type Column, tableLines } from "./table.js";

/** The width of a list, and its reader. */
export interface ListLayout {
  /** No line is wider. */
  readonly width: number;
  /** Whether a person reads it; else one trace is one line. */
  readonly isTerminal: boolean;
}

/** A reader of a file or a pipe wants whole texts, but not pages of them. */
const WIDTH_OF_A_FILE = 400;
const INDENT = "    ";
const MAX_INPUT_CELLS = 200;

export function listLayout({ isTTY, columns }: { isTTY?: boolean; columns?: number }): ListLayout {
  const isTerminal = isTTY === true && columns !== undefined && columns > 0;
  return { isTerminal, width: isTerminal ? columns : WIDTH_OF_A_FILE };
}

/** Traces for a person: the input of each, its conversation, and what went wrong on the way. */
export function traceListLines(
  items: readonly TraceSummary[],
  { width, isTerminal }: ListLayout,
): readonly StyledLine[] {
  if (!isTerminal) return tableLines(items, [...columns(wholeId), ...PIPE_COLUMNS], width);
  const [head = [], ...rows] = terminalTable(items, width);
  return [head, ...rows.flatMap((row, index) => [row, ...noteLines(items[index], width)])];
}

/** Ids are whole if there is room. Their ends distinguish them: they begin with the time. */
function terminalTable(items: readonly TraceSummary[], width: number): readonly StyledLine[] {
  const whole = tableLines(items, columns(wholeId), Number.POSITIVE_INFINITY);
  return whole.every((line) => cellsOfLine(line) <= width) ? whole : tableLines(items, columns(endOfId), width);
}

const wholeId = ({ id }: TraceSummary) => id;
const endOfId = ({ id }: TraceSummary) => id.slice(-12);

function columns(id: (trace: TraceSummary) => string): readonly Column<TraceSummary>[] {
  return [
    { title: "started (UTC)", text: ({ startTime }) => startTime.slice(0, 19).replace("T", " ") },
    { title: "id", text: id },
    { title: "name", mayShrink: true, text: ({ name }) => name },
    { title: "status", text: ({ status }) => status },
    {
      title: "took",
      align: "right",
      text: ({ durationMs }) => (durationMs === undefined ? "-" : millisText(durationMs)),
    },
    {
      title: "tokens",
      align: "right",
      text: ({ totalTokens }) => (totalTokens === undefined ? "-" : countText(totalTokens)),
    },
    { title: "agent", mayShrink: true, text: ({ agent }) => agent ?? "" },
  ];
}

const PIPE_COLUMNS: readonly Column<TraceSummary>[] = [
  { title: "thread", text: ({ thread }) => thread ?? "" },
  {
    title: "notes",
    text: (trace) =>
      marks(trace)
        .map(({ text }) => text)
        .join(", "),
  },
  { title: "input", maxCells: MAX_INPUT_CELLS, text: (trace) => cutText(inputText(trace), MAX_INPUT_CELLS) },
];

/** What does not fit beside the rest, below it: at most one line. */
function noteLines(trace: TraceSummary | undefined, width: number): readonly StyledLine[] {
  if (trace === undefined) return [];
  const notes = [...(trace.thread === undefined ? [] : [piece(`thread ${trace.thread}`, "dim")]), ...marks(trace)];
  const line = notes.flatMap((note) => [note, piece(" · ", "dim")]);
  const input = inputText(trace);
  if (input.text === "") return line.length === 0 ? [] : [[piece(INDENT), ...line.slice(0, -1)]];
  const before = [piece(INDENT), ...line];
  return [[...before, piece(cutText(input, width - cellsOfLine(before)), "dim")]];
}

export function marks({ fallbacks = 0, retries = 0, errors = 0 }: TraceSummary): readonly Piece[] {
  return [
    ...(fallbacks > 0 ? [piece(counted(fallbacks, "fallback"), "yellow")] : []),
    ...(retries > 0 ? [piece(counted(retries, "retry", "retries"), "yellow")] : []),
    ...(errors > 0 ? [piece(counted(errors, "error"), "red")] : []),
  ];
}

export function inputText({ input }: TraceSummary): LongText {
  return input === undefined ? NO_TEXT : readableText(input);
}
