import { isRecordKind, type RecordKind } from "../../records/record-sink.js";
import type { ProcessIdentity } from "../../runtime/process-identity.js";

/**
 * What the name of a spool file contains, so that a folder can be read without opening files. Names sort by age.
 * `0190….trace.1000.204800.ndjson` waits; the name of a file that one process owns also has the time since when, and
 * the process: `0190….trace.1000.204800.1767225600000.9f86d081.4711.60303ae2.claim`. A refused file has the time of the
 * refusal: `0190….trace.2.409.refused-1767225600000.ndjson`.
 */
export type SpoolFile = WaitingFile | OwnedFile;

interface BatchName {
  /** UUID v7 of the time when its first record arrived. */
  readonly id: string;
  readonly kind: RecordKind;
  readonly records: number;
  readonly bytes: number;
  /** When the server last refused its records, in milliseconds since 1970. */
  readonly refusedMs?: number | undefined;
}

/** A whole batch that nobody is sending. */
export interface WaitingFile extends BatchName {
  readonly state: "waiting";
}

/** A file that one process owns. */
export interface OwnedFile extends BatchName {
  readonly state: /** Being sent. */
    | "claim"
    /** Being written: it may hold fewer records than its name says. */
    | "tmp"
    /** Being appended to: its name says nothing of its records and bytes. */
    | "journal";
  readonly owner: ProcessIdentity;
  readonly sinceMs: number;
}

const NAME =
  /^([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})\.(trace|span|attachment)\.(\d{1,9})\.(\d{1,12})(?:\.refused-(\d{1,15}))?\.(?:ndjson|(\d{1,15})\.([0-9a-f]{8})\.(\d{1,10})\.([0-9a-f]{1,8})\.(claim|tmp|journal))$/;

/** Undefined for a file that is not one of the spool's. */
export function parseFileName(name: string): SpoolFile | undefined {
  const [, id, kind, records, bytes, refusedMs, sinceMs, host, pid, birth, state] = NAME.exec(name) ?? [];
  if (id === undefined || !isRecordKind(kind)) return undefined;
  const refused = refusedMs === undefined ? {} : { refusedMs: Number(refusedMs) };
  const batch = { id, kind, records: Number(records), bytes: Number(bytes), ...refused } as const;
  if (state === undefined) return { ...batch, state: "waiting" };
  if (host === undefined || birth === undefined || !isOwnedState(state)) return undefined;
  return { ...batch, state, sinceMs: Number(sinceMs), owner: { host, pid: Number(pid), birth } };
}

function isOwnedState(state: string): state is OwnedFile["state"] {
  return state === "claim" || state === "tmp" || state === "journal";
}

export function fileName(file: SpoolFile): string {
  const refused = file.refusedMs === undefined ? "" : `.refused-${file.refusedMs}`;
  const batch = `${file.id}.${file.kind}.${file.records}.${file.bytes}${refused}`;
  if (file.state === "waiting") return `${batch}.ndjson`;
  const { host, pid, birth } = file.owner;
  return `${batch}.${file.sinceMs}.${host}.${pid}.${birth}.${file.state}`;
}

/** The same batch, for the next sender. */
export function waiting({ id, kind, records, bytes, refusedMs }: SpoolFile): WaitingFile {
  return { state: "waiting", id, kind, records, bytes, refusedMs };
}

/** When its first record arrived, in milliseconds since 1970. */
export function createdMs({ id }: Pick<SpoolFile, "id">): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
