import { modelName } from "../../../../records/model-name.js";
import { plainText } from "../../../../records/plain-text.js";
import { counted, millisText } from "../../../../terminal/amounts.js";
import { cutText } from "../../../../terminal/long-text.js";
import { cellsOfLine, type Piece, piece, type StyledLine, type Tone } from "../../../../terminal/styled-line.js";
import { fitText } from "../../../../terminal/terminal-text.js";
import { spanKind } from "../../../../trace-view/span-kind.js";
import { inputText, type ListLayout, marks } from "../traces-lines.js";
import type { FollowedTrace } from "./followed-traces.js";

const MAX_NAME_CELLS = 24;
const TOOK_CELLS = 8;
const STATUS_CELLS = "abandoned".length;
const STATUS_TONES: Readonly<Record<FollowedTrace["status"], Tone>> = {
  ok: "green",
  error: "red",
  open: "yellow",
  abandoned: "yellow",
};

/** One trace in one line. Its id, status and duration are never cut; its input gets the room that is left. */
export function followLine(trace: FollowedTrace, { width, isTerminal }: ListLayout, nowMs: number): StyledLine {
  const { id, name, status, startTime } = trace;
  const started = startTime.slice(0, 19).replace("T", " ");
  const before = [
    piece(isTerminal ? started.slice(11) : started, "dim"),
    piece(` ${isTerminal ? id.slice(-12) : id} `),
    piece(status.padEnd(STATUS_CELLS), STATUS_TONES[status]),
    piece(` ${millisText(tookMs(trace, nowMs)).padStart(TOOK_CELLS)} `),
    piece(fitText(plainText(name), MAX_NAME_CELLS), "bold"),
    ...notes(trace).flatMap((note) => [piece(" · ", "dim"), note]),
  ];
  const input = inputText(trace);
  const cells = width - cellsOfLine(before) - 3;
  return input.text === "" || cells < 2
    ? before
    : [...before, piece(" · ", "dim"), piece(cutText(input, cells), "dim")];
}

/** The open traces, and for how long: one line that is overwritten. */
export function openText(open: readonly FollowedTrace[], nowMs: number): string {
  if (open.length === 0) return "waiting for traces; Ctrl-C ends";
  const each = open.map((trace) => {
    const known = notes(trace).map(({ text }) => text);
    return [`${plainText(trace.name)} for ${millisText(tookMs(trace, nowMs))}`, ...known].join(", ");
  });
  return `${open.length} open: ${each.join("; ")}`;
}

/** For an open trace, the time until now. */
export function tookMs({ durationMs, status, startTime }: FollowedTrace, nowMs: number): number {
  if (durationMs !== undefined && status !== "open") return durationMs;
  return Math.max(0, nowMs - Date.parse(startTime));
}

function notes(trace: FollowedTrace): readonly Piece[] {
  const { spans, running, totalTokens, status } = trace;
  const soFar = status === "open" ? " so far" : "";
  return [
    ...(spans === undefined ? [] : [piece(`${counted(spans, "span")}${soFar}`)]),
    ...(running === undefined ? [] : [piece(`in ${runningText(running)}`, "yellow" as const)]),
    ...(totalTokens === undefined ? [] : [piece(`${counted(totalTokens, "token")}${soFar}`)]),
    ...marks(trace),
  ];
}

function runningText(span: NonNullable<FollowedTrace["running"]>): string {
  const kind = spanKind(span).word;
  return [kind, plainText(span.name), plainText(modelName(span) ?? "")].filter((text) => text !== "").join(" ");
}
