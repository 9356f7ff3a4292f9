import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import { join, resolve } from "node:path";
import { isJsonObject } from "../../records/json/json-object.js";
import { emptyOwnFile, giveToOwnerOf, readOwnFile, writeNewFile } from "../../runtime/private-files.js";
import {
  type ProcessIdentity,
  type ProcessStatus,
  processStatus,
  thisProcess,
} from "../../runtime/process-identity.js";
import { systemClock } from "../../runtime/system-clock.js";
import { StoreError } from "../store-error.js";

const NODE = { crypto, fs, os };

interface Claim extends ProcessIdentity {
  readonly hostName: string;
  /** ISO 8601, UTC. */
  readonly since: string;
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
      for (const older of newest.all) fs.rmSync(claimPath(folder, older), { force: true });
      return () => {
        release(folder, number);
      };
    }
  }
}

function newestClaim(folder: string): { readonly number: number; readonly all: readonly number[] } {
  const all = fs.readdirSync(folder).flatMap((name) => {
    const number = CLAIM_FILE.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  return { number: Math.max(0, ...all), all };
}

function refuseIfHeld(folder: string, number: number): void {
  const claim = readClaim(claimPath(folder, number));
  if (claim === undefined) return;
  const status = ownerStatus(claim);
  if (status !== "dead") throw new StoreError("locked", lockedMessage(folder, number, claim, status));
}

/** A container that is started again has its host name, and none of the processes that it had. */
function ownerStatus(claim: Claim): ProcessStatus {
  const isOfContainerBefore = claim.hostName === os.hostname() && claim.host !== thisProcess(NODE).host;
  return isOfContainerBefore ? "dead" : processStatus(claim, NODE);
}

function lockedMessage(folder: string, number: number, claim: Claim, status: ProcessStatus): string {
  const owner = `process ${claim.pid} on ${claim.hostName} since ${claim.since}`;
  const ways = "let one process own it, or use a PostgreSQL server (postgres://...), which many processes may share";
  const remains = status === "unknown" ? ` If that process is gone, remove ${claimPath(resolve(folder), number)}.` : "";
  return `the trace store in ${folder} is open in ${owner}. Either ${ways}.${remains}`;
}

/** A file linked into place is there with all that it says, or not at all. False where another claim has the number. */
function makeClaim(folder: string, number: number): boolean {
  const claim: Claim = {
    ...thisProcess(NODE),
    hostName: os.hostname(),
    since: systemClock.isoText(systemClock.wallTimeMs()),
  };
  const draft = join(folder, `draft-${crypto.randomUUID()}.json`);
  try {
    writeNewFile(draft, JSON.stringify(claim), fs);
    giveToOwnerOf(folder, draft, fs);
    fs.linkSync(draft, claimPath(folder, number));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** An empty claim is nobody's. Emptying a file needs no room, which a full disk would not have. */
function release(folder: string, number: number): void {
  const path = claimPath(folder, number);
  if (fs.existsSync(path)) emptyOwnFile(path, fs);
}

function claimPath(folder: string, number: number): string {
  return join(folder, `owner-${number}.json`);
}

/** Undefined where another process has just removed it, or its owner has let go of it. */
function readClaim(path: string): Claim | undefined {
  try {
    return claimOf(JSON.parse(readOwnFile(path, fs)));
  } catch {
    return undefined;
  }
}

function claimOf(value: unknown): Claim | undefined {
  if (!isJsonObject(value)) return undefined;
  const { host, pid, birth, hostName, since } = value;
  if (typeof host !== "string" || typeof pid !== "number" || typeof birth !== "string") return undefined;
  if (typeof hostName !== "string" || typeof since !== "string") return undefined;
  return { host, pid, birth, hostName, since };
}
