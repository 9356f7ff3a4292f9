import { type Db, DbError, dbError, PGLITE_ENDED } from "../db.js";
import { enterFolder, type FolderAccess } from "./enter-folder.js";
import { FOLDER_LIMITS } from "./folder-limits.js";
import { OWNER_ENDED } from "./owner-connection.js";
import { shutOthersOut } from "./store-folder.js";

/**
 * The database in a folder. One process has it open, and answers others of the same user. When it ends, one of those
 * takes its place at its next statement.
 *
 * @throws StoreError `locked`, `bad_location`; DbError where the database does not start
 */
export async function openFolderDb(folder: string, limits = FOLDER_LIMITS): Promise<Db> {
  shutOthersOut(folder);
  const first = await enterFolder(folder, { mayMake: true, limits });
  return lastingDb(first, () => enterFolder(folder, { mayMake: false, limits }));
}

/** Work whose owners end this often may be the cause of it. */
const MAX_TRIES = 3;

/** Work in progress when the owner ended is done again; `Db` explains why that is safe. */
function lastingDb(first: FolderAccess, enterAgain: () => Promise<FolderAccess>): Db {
  let access = first;
  let entering: Promise<FolderAccess> | undefined;
  let closed: Promise<void> | undefined;
  const reenter = async () => {
    try {
      access = await enterAgain();
      return access;
    } finally {
      entering = undefined;
    }
  };
  const reach = async () => {
    if (closed !== undefined) throw new DbError("it is closed", PGLITE_ENDED);
    if (!access.hasEnded) return access;
    entering ??= reenter();
    return entering;
  };
  const lastingly = async <T>(work: (access: FolderAccess) => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work(await reach());
      } catch (error) {
        if (dbError(error).code !== OWNER_ENDED || tries === MAX_TRIES) throw error;
      }
    }
  };
  const close = async () => {
    await entering?.catch(() => undefined);
    await access.close();
  };
  return {
    query: (sql, params) => lastingly((reached) => reached.query(sql, params)),
    transaction: (statements, timeoutMs) => lastingly((reached) => reached.transaction(statements, timeoutMs)),
    close: () => (closed ??= close()),
  };
}
