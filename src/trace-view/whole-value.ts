import {
  asJsonObject,
  asText,
  isJsonObject,
  isListOf,
  type JsonObject,
  parsedJson,
} from "../records/json/json-object.js";
import { printableText } from "../records/plain-text.js";
import { type Piece, piece, type StyledLine, type Tone } from "../terminal/styled-line.js";

const STEP = "  ";
const ROLE_TONES: Readonly<Record<string, Tone>> = {
  system: "magenta",
  user: "green",
  assistant: "cyan",
  tool: "blue",
};

/** The lines of a text, none of them cut. */
export function textLines(text: string, tone: Tone = "plain"): readonly StyledLine[] {
  return text.split(/\r\n|[\n\r]/).map((line) => [piece(printableText(line.replaceAll("\t", STEP)), tone)]);
}

/**
 * A value of a record, whole: messages with their roles, texts in their own lines, objects as names with their values
 * below.
 */
export function wholeValue(value: unknown): readonly StyledLine[] {
  if (typeof value === "string") return value.trim() === "" ? [[piece(JSON.stringify(value))]] : textLines(value);
  if (Array.isArray(value)) return value.flatMap(itemLines);
  if (isJsonObject(value)) return Object.entries(value).flatMap(([name, part]) => fieldLines(name, part));
  return [[piece(value === undefined ? "undefined" : JSON.stringify(value))]];
}

export function indented(lines: readonly StyledLine[]): readonly StyledLine[] {
  return lines.map((line) => [piece(STEP), ...line]);
}

function fieldLines(name: string, value: unknown): readonly StyledLine[] {
  if (name === "messages" && isListOf(value, isMessage)) return value.flatMap(messageLines);
  if (name === "choices" && isListOf(value, isJsonObject)) return value.flatMap(choiceLines);
  return named(printableText(name), value);
}

function named(name: string, value: unknown): readonly StyledLine[] {
  const key = piece(`${name}:`, "dim");
  const lines = wholeValue(value);
  const [first] = lines;
  if (isEmpty(value)) return [[key, piece(Array.isArray(value) ? " []" : " {}")]];
  const isShort = typeof value !== "object" || value === null;
  return isShort && lines.length === 1 && first !== undefined
    ? [[key, piece(" "), ...first]]
    : [[key], ...indented(lines)];
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** An item of a list, with a dash before its first line. */
function itemLines(item: unknown): readonly StyledLine[] {
  const text = partText(item);
  const lines = text === undefined ? wholeValue(item) : textLines(text);
  return lines.map((line, index) => [piece(index === 0 ? "- " : STEP, "dim"), ...line]);
}

function choiceLines({ message, ...rest }: JsonObject): readonly StyledLine[] {
  const { index: _place, ...about } = rest;
  return [...(isMessage(message) ? messageLines(message) : wholeValue(message)), ...wholeValue(about)];
}

function isMessage(value: unknown): value is JsonObject {
  return isJsonObject(value) && asText(value.role) !== undefined;
}

/** `assistant`, then its text, its tool calls, and its other fields. */
function messageLines({ role, content, tool_calls: calls, ...rest }: JsonObject): readonly StyledLine[] {
  const name = printableText(asText(role) ?? "");
  const body = [
    ...contentLines(content),
    ...(isListOf(calls, isJsonObject)
      ? calls.flatMap(callLines)
      : calls === undefined
        ? []
        : named("tool_calls", calls)),
    ...wholeValue(rest),
  ];
  return [[piece(name, ROLE_TONES[name] ?? "bold")], ...indented(body)];
}

function contentLines(content: unknown): readonly StyledLine[] {
  if (content === undefined || content === null || content === "") return [];
  if (!Array.isArray(content)) return wholeValue(content);
  return content.flatMap((part) => {
    const text = partText(part);
    return text === undefined ? itemLines(part) : textLines(text);
  });
}

function partText(part: unknown): string | undefined {
  const { type, text, ...rest } = asJsonObject(part);
  return type === "text" && Object.keys(rest).length === 0 ? asText(text) : undefined;
}

/** A tool call of a model: the tool, and below it the arguments. */
function callLines({ id, type: _type, function: asked, ...rest }: JsonObject): readonly StyledLine[] {
  const { name, arguments: given, ...more } = asJsonObject(asked);
  const from = asText(id);
  const title: readonly Piece[] = [
    piece("calls ", "dim"),
    piece(printableText(asText(name) ?? "?"), "green"),
    ...(from === undefined ? [] : [piece(` ${printableText(from)}`, "dim")]),
  ];
  // Arguments are JSON text, unless the model failed to write valid JSON.
  return [title, ...indented([...wholeValue(parsedJson(given ?? {})), ...wholeValue({ ...more, ...rest })])];
}
