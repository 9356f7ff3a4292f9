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
} from "../../runtime/private-files.js";
import { systemClock } from "../../runtime/system-clock.js";
import { StoreError } from "../store-error.js";
import { type Db, inTransaction } from "./db.js";
import { lockFolder } from "./folder-lock.js";
import { PgliteThread } from "./pglite-thread.js";

const DATABASE = "database";
/** Where one is made. Nothing was ever stored in it: what an unfinished first start left there may go. */
const UNFINISHED = "database-unfinished";

/** Whether a folder is a trace store's: to look into another must not make one there. */
export function holdsStore(folder: string): boolean {
  return fs.existsSync(path.join(folder, DATABASE));
}

/**
 * PostgreSQL in WebAssembly, in a folder of this process alone. It is one connection: what is asked waits its turn.
 *
 * @throws StoreError `locked`; DbError where the database does not start
 */
export async function openPgliteDb(folder: string): Promise<Db> {
  shutOthersOut(folder);
  const unlock = lockFolder(folder);
  const database = path.join(folder, DATABASE);
  try {
    if (!fs.existsSync(database)) await makeDatabase(folder);
    return serialDb(await startIn(database), () => startIn(database), unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

const NODE = { fs, path };
const OF_A_STORE = /^(database|database-unfinished|(owner|draft)-[\w-]+\.json)$/;

/**
 * Has the folder made, and what holds traces in it for this user alone. A folder that is there and holds other things,
 * too, keeps its mode.
 *
 * @throws StoreError `bad_location` where another user has it
 */
function shutOthersOut(folder: string): void {
  try {
    makePrivateFolders(folder, NODE);
    const place = fs.realpathSync(folder);
    requireUsable(place);
    const isAllOurs = fs.readdirSync(place).every((name) => OF_A_STORE.test(name));
    if (isAllOurs && ownerOf(place, fs) === "this user") tightenFolder(place, fs);
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

/** The system's own user may work on the store of another. A folder of the system's may be meant for its users. */
function requireUsable(place: string): void {
  if (ownerOf(place, fs) === "another user" && !isSystemUser()) {
    throw new PrivacyRefusal(place, "it belongs to another user");
  }
}

/**
 * PGlite writes a new one file by file, and never opens one again that lacks the last: it gets its name when it is
 * whole.
 */
async function makeDatabase(folder: string): Promise<void> {
  const unfinished = path.join(folder, UNFINISHED);
  fs.rmSync(unfinished, { recursive: true, force: true });
  makePrivateFolder(unfinished, fs);
  giveToOwnerOf(folder, unfinished, fs);
  await (await PgliteThread.start(unfinished)).close();
  fs.renameSync(unfinished, path.join(folder, DATABASE));
}

/** PostgreSQL's own lock says nothing of threads, and an empty one, which a kill can leave, keeps it from starting. */
function startIn(database: string): Promise<PgliteThread> {
  fs.rmSync(path.join(database, "postmaster.pid"), { force: true });
  return PgliteThread.start(database);
}

/** What is under way has this long to end when the database is closed. */
const CLOSE_TIMEOUT_MS = 5_000;

/** A thread that has ended, because its database failed, is followed by another with the next statement. */
function serialDb(first: PgliteThread, startAgain: () => Promise<PgliteThread>, unlock: () => void): Db {
  let thread = first;
  let turn: Promise<unknown> = Promise.resolve();
  let closed: Promise<void> | undefined;
  const inTurn = <T>(work: (thread: PgliteThread) => Promise<T>): Promise<T> => {
    const result = turn.then(async () => {
      if (thread.hasEnded && closed === undefined) thread = await startAgain();
      return work(thread);
    });
    turn = result.catch(() => undefined);
    return result;
  };
  const close = async () => {
    const cut = () => {
      thread.cutOff();
    };
    const cancelCut = systemClock.after(CLOSE_TIMEOUT_MS, cut, { keepsProcess: true });
    await turn;
    await thread.close().finally(() => {
      cancelCut();
      unlock();
    });
  };
  return {
    query: (sql, params) => inTurn((running) => running.query(sql, params)),
    transaction: (work, timeoutMs) =>
      inTurn(async (running) => {
        const cut = () => {
          running.cutOff();
        };
        const cancelCut = timeoutMs === undefined ? undefined : systemClock.after(timeoutMs, cut);
        return inTransaction(running, work).finally(cancelCut);
      }),
    close: () => (closed ??= close()),
  };
}
