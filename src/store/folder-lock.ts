import { randomUUID } from "node:crypto";
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type ProcessIdentity, stateOf, thisProcess } from "./process-identity.js";
import { StoreError } from "./store-error.js";

interface Claim extends ProcessIdentity {
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly released?: true;
}

const CLAIM_FILE = /^owner-(\d+)\.json$/;

/**
 * Makes this process the folder's owner until the returned function is called. PGlite itself has no lock, and two
 * processes on one folder lose each other's rows without an error.
 *
 * Claims are numbered files, and the highest is in force. Each is made whole and only where there is none of its
 * number, and none is removed before a higher one stands: so however many processes find a dead owner, one follows it.
 *
 * @throws StoreError `locked`, naming the owner
 */
export function lockFolder(folder: string): () => void {
  for (;;) {
    const newest = newestClaim(folder);
    if (newest.number > 0) refuseIfHeld(folder, newest.number);
    const number = newest.number + 1;
    if (makeClaim(folder, number) && newestClaim(folder).number === number) {
      for (const older of newest.all) rmSync(claimPath(folder, older), { force: true });
      return () => {
        release(folder, number);
      };
    }
  }
}

function newestClaim(folder: string): { readonly number: number; readonly all: readonly number[] } {
  const all = readdirSync(folder).flatMap((name) => {
    const number = CLAIM_FILE.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  return { number: Math.max(0, ...all), all };
}

function refuseIfHeld(folder: string, number: number): void {
  const claim = readClaim(claimPath(folder, number));
  if (claim === undefined || claim.released === true) return;
  const state = stateOf(claim);
  if (state !== "gone") throw new StoreError("locked", lockedMessage(folder, number, claim, state));
}

function lockedMessage(folder: string, number: number, claim: Claim, state: "running" | "elsewhere"): string {
  const owner = `process ${claim.pid} on ${claim.host} since ${claim.since}`;
  const ways = "let one process own it, or use a PostgreSQL server (postgres://...), which many processes may share";
  const remains =
    state === "elsewhere" ? ` If that process is gone, remove ${claimPath(resolve(folder), number)}.` : "";
  return `the trace store in ${folder} is open in ${owner}. Either ${ways}.${remains}`;
}

/** A file linked into place is there with all that it says, or not at all. False where another claim has the number. */
function makeClaim(folder: string, number: number): boolean {
  const draft = writeDraft(folder, { ...thisProcess(), since: new Date().toISOString() });
  try {
    linkSync(draft, claimPath(folder, number));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function release(folder: string, number: number): void {
  const path = claimPath(folder, number);
  const claim = readClaim(path);
  if (claim !== undefined) renameSync(writeDraft(folder, { ...claim, released: true }), path);
}

function writeDraft(folder: string, claim: Claim): string {
  const path = join(folder, `draft-${randomUUID()}.json`);
  writeFileSync(path, JSON.stringify(claim));
  return path;
}

function claimPath(folder: string, number: number): string {
  return join(folder, `owner-${number}.json`);
}

/** Undefined where another process has just removed it, or where it is no claim. */
function readClaim(path: string): Claim | undefined {
  try {
    const claim: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isClaim(claim) ? claim : undefined;
  } catch {
    return undefined;
  }
}

function isClaim(value: unknown): value is Claim {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    typeof value.pid === "number" &&
    "host" in value &&
    typeof value.host === "string" &&
    "since" in value &&
    typeof value.since === "string"
  );
}
