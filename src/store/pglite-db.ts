import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Db, inTransaction } from "./db.js";
import { lockFolder } from "./folder-lock.js";
import { PgliteThread } from "./pglite-thread.js";

const DATABASE = "database";
/** Where one is made. Nothing was ever stored in it: what an unfinished first start left there may go. */
const UNFINISHED = "database-unfinished";

/** Whether a folder is a trace store's: to look into another must not make one there. */
export function holdsStore(folder: string): boolean {
  return existsSync(join(folder, DATABASE));
}

/**
 * PostgreSQL in WebAssembly, in a folder of this process alone. It is one connection: what is asked waits its turn.
 *
 * @throws StoreError `locked`; DbError where the database does not start
 */
export async function openPgliteDb(folder: string): Promise<Db> {
  mkdirSync(folder, { recursive: true });
  const unlock = lockFolder(folder);
  const database = join(folder, DATABASE);
  try {
    if (!existsSync(database)) await makeDatabase(folder);
    return serialDb(await startIn(database), () => startIn(database), unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** PGlite writes a new one file by file, and never opens one again that lacks the last: it gets its name when it is whole. */
async function makeDatabase(folder: string): Promise<void> {
  const unfinished = join(folder, UNFINISHED);
  rmSync(unfinished, { recursive: true, force: true });
  await (await PgliteThread.start(unfinished)).close();
  renameSync(unfinished, join(folder, DATABASE));
}

/** PostgreSQL's own lock says nothing of threads, and an empty one, which a kill can leave, keeps it from starting. */
function startIn(database: string): Promise<PgliteThread> {
  rmSync(join(database, "postmaster.pid"), { force: true });
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
    const cut = setTimeout(() => {
      thread.cutOff();
    }, CLOSE_TIMEOUT_MS);
    await turn;
    await thread.close().finally(() => {
      clearTimeout(cut);
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
        const timer = timeoutMs === undefined ? undefined : setTimeout(cut, timeoutMs).unref();
        return inTransaction(running, work).finally(() => {
          clearTimeout(timer);
        });
      }),
    close: () => (closed ??= close()),
  };
}
