import { isoTime } from "../../records/clock.js";
import { isObject } from "../../records/json/json-object.js";
import type { JsonWriter } from "../../records/json/json-writer.js";
import type { RunEventAt } from "../run/run.js";

/** An event in a record. */
type EventNote = Readonly<Record<string, unknown>>;

interface NotesContext {
  readonly writer: JsonWriter;
  readonly captureInputs: boolean;
  readonly captureOutputs: boolean;
}

/** The events of a run, as in its record. */
export function eventNotes(events: readonly RunEventAt[], context: NotesContext): readonly EventNote[] {
  // The data of an event is an input or an output, and does not say which.
  const showsData = context.captureInputs && context.captureOutputs;
  const data = showsData ? shownData(events, context.writer) : [];
  return events.map(({ name, atMicros }, index) => ({
    name,
    time: isoTime(atMicros),
    ...(showsData && { data: data[index] }),
  }));
}

/** A text in the data of an event. */
interface Piece {
  readonly index: number;
  readonly path: readonly string[];
  readonly text: string;
}

// A longer text is not a piece of a stream.
const LONGEST_ROW = 100_000;
const MOST_TEXTS = 200;

/**
 * The data of events, redacted. Tools and programs stream their answers as events, and a secret may continue in the
 * next event: texts at the same place of events with the same name are also examined as one text. Where that hides
 * more, the first event has the whole redacted text.
 */
function shownData(events: readonly RunEventAt[], writer: JsonWriter): readonly unknown[] {
  const data = events.map((event) => event.data);
  if (writer.redacts !== true || events.length < 2) return data;
  for (const pieces of rowsOf(events)) {
    const joined = pieces.map(({ text }) => text).join("");
    const shown: unknown = JSON.parse(writer.write(joined));
    const alone = pieces.map(({ index, path }) => textAt(data[index], path) ?? "").join("");
    if (shown === joined || shown === alone) continue;
    for (const [place, { index, path }] of pieces.entries()) {
      data[index] = withTextAt(data[index], path, place === 0 ? String(shown) : "");
    }
  }
  return data;
}

/** The pieces that follow each other, of each stream. */
function rowsOf(events: readonly RunEventAt[]): readonly (readonly Piece[])[] {
  const open = new Map<string, { pieces: Piece[]; length: number }>();
  const rows: Piece[][] = [];
  for (const [index, { name, given }] of events.entries()) {
    for (const { path, text } of textsIn(given, [], [])) {
      const key = JSON.stringify([name, ...path]);
      const row = open.get(key);
      if (row !== undefined && row.length + text.length <= LONGEST_ROW) {
        row.pieces.push({ index, path, text });
        row.length += text.length;
      } else {
        const pieces = [{ index, path, text }];
        rows.push(pieces);
        open.set(key, { pieces, length: text.length });
      }
    }
  }
  return rows.filter(({ length }) => length > 1);
}

interface TextAt {
  readonly path: readonly string[];
  readonly text: string;
}

function textsIn(value: unknown, path: readonly string[], found: TextAt[]): readonly TextAt[] {
  if (typeof value === "string" && value !== "") found.push({ path, text: value });
  if (!isObject(value)) return found;
  for (const [key, member] of Object.entries(value)) {
    if (found.length >= MOST_TEXTS) break;
    textsIn(member, [...path, key], found);
  }
  return found;
}

function textAt(value: unknown, [key, ...rest]: readonly string[]): string | undefined {
  if (key === undefined) return typeof value === "string" ? value : undefined;
  return isObject(value) ? textAt(Object.entries(value).find(([name]) => name === key)?.[1], rest) : undefined;
}

/** The data with another text at that place; unchanged where there is none. */
function withTextAt(value: unknown, [key, ...rest]: readonly string[], text: string): unknown {
  if (key === undefined) return typeof value === "string" ? text : value;
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]): [string, unknown] => [
    name,
    name === key ? withTextAt(member, rest, text) : member,
  ]);
  // fromEntries defines fields, so that a field named __proto__ stays a field.
  return Array.isArray(value) ? members.map(([, member]) => member) : Object.fromEntries(members);
}
