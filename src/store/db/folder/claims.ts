import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import { join, resolve } from "node:path";
import { isJsonObject } from "../../../records/json/json-object.js";
import { emptyOwnFile, giveToOwnerOf, readOwnFile, writeNewFile } from "../../../runtime/private-files.js";
import {
  type ProcessIdentity,
  type ProcessStatus,
  processStatus,
  thisProcess,
} from "../../../runtime/process-identity.js";
import { systemClock } from "../../../runtime/system-clock.js";
import { StoreError } from "../../store-error.js";
import { isSocketName, removeSocket } from "./socket-folder.js";

/**
 * One process owns a folder: PGlite itself has no lock, and two processes on one folder silently lose each other's
 * rows. The owner's claim names the socket on which it answers the others.
 *
 * Claims are numbered files, and the highest one is in force. Each is created complete and only where its number is
 * free, and none is removed before a higher one exists: so however many processes find a dead owner, exactly one
 * succeeds it.
 */

const NODE = { crypto, fs, os };

interface Claim extends ProcessIdentity {
  readonly hostName: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** The name of the socket; absent where the owner does not answer other processes. */
  readonly socket?: string;
  /** The version of the protocol there. */
  readonly protocol?: number;
}

/** A claim in force, of a process that may be alive. */
export interface HeldClaim {
  readonly number: number;
  readonly claim: Claim;
  readonly status: Exclude<ProcessStatus, "dead">;
}

/** Where an owner answers other processes, and in which version of the protocol. */
export interface ServedOn {
  readonly socket: string;
  readonly protocol: number;
}

const CLAIM_FILE = /^owner-(\d+)\.json$/;

/** Undefined where the folder is free. */
export function heldClaim(folder: string): HeldClaim | undefined {
  return holder(folder, newestClaim(folder).number);
}

/**
 * Makes this process the owner of a folder until the returned function is called. Undefined where another process owns
 * it.
 *
 * @param servedOn - where others are already answered: they may connect as soon as they see the claim
 */
export function claimFolder(folder: string, servedOn: ServedOn | undefined): (() => void) | undefined {
  const newest = newestClaim(folder);
  if (holder(folder, newest.number) !== undefined) return undefined;
  const number = newest.number + 1;
  if (!makeClaim(folder, number, servedOn)) return undefined;
  if (newestClaim(folder).number !== number) {
    fs.rmSync(claimPath(folder, number), { force: true });
    return undefined;
  }
  for (const older of newest.all) removeClaim(folder, older);
  return () => {
    release(folder, number);
  };
}

/** Why the folder is not opened: another process has it, and cannot be reached. */
export function lockedBy({ number, claim, status }: HeldClaim, folder: string, why: string): StoreError {
  const owner = `process ${claim.pid} on ${claim.hostName} since ${claim.since}`;
  const ways = "let one process own it, or use a PostgreSQL server (postgres://...), which many processes may share";
  const remains = status === "unknown" ? ` If that process is gone, remove ${claimPath(resolve(folder), number)}.` : "";
  return new StoreError("locked", `the trace store in ${folder} is open in ${owner}${why}. Either ${ways}.${remains}`);
}

function newestClaim(folder: string): { readonly number: number; readonly all: readonly number[] } {
  const all = fs.readdirSync(folder).flatMap((name) => {
    const number = CLAIM_FILE.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  return { number: Math.max(0, ...all), all };
}

function holder(folder: string, number: number): HeldClaim | undefined {
  const claim = number === 0 ? undefined : readClaim(claimPath(folder, number));
  if (claim === undefined) return undefined;
  const status = ownerStatus(claim);
  return status === "dead" ? undefined : { number, claim, status };
}

/** A restarted container keeps its host name, but none of its processes. */
function ownerStatus(claim: Claim): ProcessStatus {
  const isOfContainerBefore = claim.hostName === os.hostname() && claim.host !== thisProcess(NODE).host;
  return isOfContainerBefore ? "dead" : processStatus(claim, NODE);
}

/**
 * A file that is linked into place is there with its whole content, or not at all. False where another claim has the
 * number.
 */
function makeClaim(folder: string, number: number, servedOn: ServedOn | undefined): boolean {
  const claim: Claim = {
    ...thisProcess(NODE),
    hostName: os.hostname(),
    since: systemClock.isoText(systemClock.wallTimeMs()),
    ...servedOn,
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

/** Together with the socket that a killed process has left. */
function removeClaim(folder: string, number: number): void {
  const path = claimPath(folder, number);
  const socket = readClaim(path)?.socket;
  if (socket !== undefined) removeSocket(folder, socket);
  fs.rmSync(path, { force: true });
}

/** An empty claim is nobody's. Emptying a file needs no room, which a full disk would not have. */
function release(folder: string, number: number): void {
  const path = claimPath(folder, number);
  if (fs.existsSync(path)) emptyOwnFile(path, fs);
}

function claimPath(folder: string, number: number): string {
  return join(folder, `owner-${number}.json`);
}

/** Undefined where another process has just removed it, or its owner has released it. */
function readClaim(path: string): Claim | undefined {
  try {
    return claimOf(JSON.parse(readOwnFile(path, fs)));
  } catch {
    return undefined;
  }
}

function claimOf(value: unknown): Claim | undefined {
  if (!isJsonObject(value)) return undefined;
  const { host, pid, birth, hostName, since, socket, protocol } = value;
  if (typeof host !== "string" || typeof pid !== "number" || typeof birth !== "string") return undefined;
  if (typeof hostName !== "string" || typeof since !== "string") return undefined;
  const isServed = isSocketName(socket) && typeof protocol === "number";
  return { host, pid, birth, hostName, since, ...(isServed && { socket, protocol }) };
}
