import { asJsonObject } from "../../records/json/json-object.js";
import type { RecordKind, SerializedRecord } from "../../records/record-sink.js";
import { utf8Length } from "../queue/record-size.js";
import { piecesOf } from "../queue/text-pieces.js";

/** Records as lines, some at a time. The JSON texts contain no line break: inside JSON strings it is escaped. */
export function recordLines(records: readonly SerializedRecord[]): Iterable<string> {
  return piecesOf(linesOf(records));
}

function* linesOf(records: readonly SerializedRecord[]): Generator<string> {
  for (const { json } of records) {
    yield json;
    yield "\n";
  }
}

export function bytesOfLines(records: readonly SerializedRecord[]): number {
  return records.reduce((sum, { json }) => sum + utf8Length(json) + 1, 0);
}

/** The records whose lines are whole; a line that was cut off is left out. */
export function wholeRecords(kind: RecordKind, text: Buffer): readonly SerializedRecord[] {
  const lines = text.toString().split("\n");
  // What follows the last line break was not written completely.
  lines.pop();
  return lines.flatMap((json) => {
    const id = json.endsWith("}") ? recordId(json) : undefined;
    return id === undefined ? [] : [{ kind, id, json }];
  });
}

const LEADING_ID = /^\{"id":"([0-9a-f-]{36})"/;

/** Our own writer puts the id first, so that the whole record need not be parsed. */
function recordId(json: string): string | undefined {
  return LEADING_ID.exec(json)?.[1] ?? parsedId(json);
}

function parsedId(json: string): string | undefined {
  try {
    const { id } = asJsonObject(JSON.parse(json));
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}
