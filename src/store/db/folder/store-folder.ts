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
/**
 * Where a new database is made. Nothing was ever stored in it: the remains of an unfinished first start may be removed.
 */
const UNFINISHED = "database-unfinished";

const GIT_IGNORE = ".gitignore";

const NODE = { fs, path };
const OF_A_STORE = /^(database|database-unfinished|sockets|\.gitignore|(owner|draft)-[\w-]+\.json)$/;

/** Whether a folder is a trace store's: merely reading another folder must not create one there. */
export function holdsStore(folder: string): boolean {
  return fs.existsSync(path.join(folder, DATABASE));
}

export function databaseIn(folder: string): string {
  return path.join(folder, DATABASE);
}

/**
 * Makes the folder, with the parts that hold traces private to this user. An existing folder that holds other things,
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

/** A store in a project's folder is not part of the project: prompts and answers do not belong in git. */
function keepOutOfGit(place: string): void {
  const file = path.join(place, GIT_IGNORE);
  if (fs.existsSync(file)) return;
  writeNewFile(file, "*\n", fs);
  giveToOwnerOf(place, file, fs);
}

function isAllOurs(folder: string): boolean {
  return fs.readdirSync(folder).every((name) => OF_A_STORE.test(name));
}

/** Root may work on the store of another user. A folder that belongs to root may be meant for its users. */
function requireUsable(place: string): void {
  if (ownerOf(place, fs) === "another user" && !isSystemUser()) {
    throw new PrivacyRefusal(place, "it belongs to another user");
  }
}
