import * as fs from "node:fs";
import * as path from "node:path";
import {
  giveToOwnerOf,
  isSystemUser,
  makePrivateFolder,
  makePrivateFolders,
  ownerOf,
  PrivacyRefusal,
  requireFolder,
  tightenFilesIn,
  tightenFolder,
  writeNewFile,
} from "../../../runtime/private-files.js";
import { StoreError } from "../../store-error.js";

const DATABASE = "database";
/** Where one is made. Nothing was ever stored in it: what an unfinished first start left there may go. */
const UNFINISHED = "database-unfinished";

const GIT_IGNORE = ".gitignore";

const NODE = { fs, path };
const OF_A_STORE = /^(database|database-unfinished|sockets|\.gitignore|(owner|draft)-[\w-]+\.json)$/;

/** Whether a folder is a trace store's: to look into another must not make one there. */
export function holdsStore(folder: string): boolean {
  return fs.existsSync(path.join(folder, DATABASE));
}

export function databaseIn(folder: string): string {
  return path.join(folder, DATABASE);
}

/**
 * Has the folder made, and what holds traces in it for this user alone. A folder that is there and holds other things,
 * too, keeps its mode.
 *
 * @throws StoreError `bad_location` where another user has it
 */
export function shutOthersOut(folder: string): void {
  try {
    makePrivateFolders(folder, NODE);
    const place = fs.realpathSync(folder);
    requireUsable(place);
    if (isAllOurs(place) && ownerOf(place, fs) === "this user" && tightenFolder(place, fs)) tightenFilesIn(place, NODE);
    const database = path.join(place, DATABASE);
    if (fs.lstatSync(database, { throwIfNoEntry: false }) === undefined) return;
    requireFolder(database, fs);
    requireUsable(database);
    if (tightenFolder(database, fs)) tightenFilesIn(database, NODE);
  } catch (error) {
    if (!(error instanceof PrivacyRefusal)) throw error;
    const { path: place, reason } = error;
    throw new StoreError("bad_location", `the trace store in ${folder} is not used: ${place}: ${reason}.`);
  }
}

/** Makes the folder in which a new database is made. */
export function makeUnfinished(folder: string): string {
  const unfinished = path.join(folder, UNFINISHED);
  fs.rmSync(unfinished, { recursive: true, force: true });
  makePrivateFolder(unfinished, fs);
  giveToOwnerOf(folder, unfinished, fs);
  keepOutOfGit(isAllOurs(folder) ? folder : unfinished);
  return unfinished;
}

/** A store in a project's folder is no part of it: what was asked and answered is not for git. */
function keepOutOfGit(place: string): void {
  const file = path.join(place, GIT_IGNORE);
  if (fs.existsSync(file)) return;
  writeNewFile(file, "*\n", fs);
  giveToOwnerOf(place, file, fs);
}

function isAllOurs(folder: string): boolean {
  return fs.readdirSync(folder).every((name) => OF_A_STORE.test(name));
}

/** The system's own user may work on the store of another. A folder of the system's may be meant for its users. */
function requireUsable(place: string): void {
  if (ownerOf(place, fs) === "another user" && !isSystemUser()) {
    throw new PrivacyRefusal(place, "it belongs to another user");
  }
}
