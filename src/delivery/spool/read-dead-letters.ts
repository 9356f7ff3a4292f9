import { asJsonObject } from "../../records/json/json-object.js";
import { isRecordKind } from "../../records/record-sink.js";
import type { NodeModules } from "../../runtime/node-modules.js";
import { readOwnFile } from "../../runtime/private-files.js";
import type { DeadLetter } from "./spool.js";

export const DEAD_LETTER_FOLDER = "dead-letters";

/** A dead letter without its record. */
export interface DeadLetterHead {
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly kind: string;
  readonly id: string;
}

/** The dead letters of one server's folder, oldest first. Lines and files that can't be read are skipped. */
export function readDeadLetters(targetFolder: string, { fs, path }: NodeModules): readonly DeadLetterHead[] {
  const folder = path.join(targetFolder, DEAD_LETTER_FOLDER);
  return namesIn(folder, fs).flatMap((name) => {
    const lines = textOf(path.join(folder, name), fs).split("\n");
    return lines.flatMap((line) => parseHead(line) ?? []);
  });
}

function namesIn(folder: string, fs: NodeModules["fs"]): readonly string[] {
  try {
    return fs
      .readdirSync(folder)
      .filter((name) => name.endsWith(".ndjson"))
      .sort();
  } catch {
    return [];
  }
}

function textOf(file: string, fs: NodeModules["fs"]): string {
  try {
    return readOwnFile(file, fs);
  } catch {
    return "";
  }
}

function parseHead(line: string): DeadLetterHead | undefined {
  const letter = parseDeadLetter(line);
  return letter && { reason: letter.reason, at: letter.at, kind: letter.record.kind, id: letter.record.id };
}

const BEFORE_RECORD = ',"record":';

/** Undefined for a line that is not a dead letter, or was cut off. */
export function parseDeadLetter(line: string): (DeadLetter & { readonly at: string }) | undefined {
  try {
    const { reason, at, kind, id } = asJsonObject(JSON.parse(line));
    if (typeof reason !== "string" || typeof at !== "string" || typeof id !== "string") return undefined;
    if (!isRecordKind(kind)) return undefined;
    // The record's own text: serialized again it could differ. Quotes in the strings before it are escaped.
    const json = line.slice(line.indexOf(BEFORE_RECORD) + BEFORE_RECORD.length, -1);
    return { reason, at, record: { kind, id, json } };
  } catch {
    return undefined;
  }
}
