import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Db, inTransaction } from "./db.js";
import { lockFolder } from "./folder-lock.js";
import { PgliteThread } from "./pglite-thread.js";

/**
 * PostgreSQL in WebAssembly, in a folder of this process alone. It is one connection: what is asked waits its turn.
 *
 * @throws StoreError `locked`; DbError where the database does not start
 */
export async function openPgliteDb(folder: string): Promise<Db> {
  mkdirSync(folder, { recursive: true });
  const unlock = lockFolder(folder);
  try {
    return serialDb(await PgliteThread.start(join(folder, "database")), unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function serialDb(thread: PgliteThread, unlock: () => void): Db {
  let turn: Promise<unknown> = Promise.resolve();
  let closed: Promise<void> | undefined;
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };
  return {
    query: (sql, params) => inTurn(() => thread.query(sql, params)),
    transaction: (work) => inTurn(() => inTransaction(thread, work)),
    close: () => (closed ??= inTurn(() => thread.close()).finally(unlock)),
  };
}
