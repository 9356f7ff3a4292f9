import { type Db, DbError, dbError } from "../db.js";
import { openPglite, type PgliteDb } from "../pglite-db.js";
import { claimFolder, type HeldClaim, heldClaim, lockedBy } from "./claims.js";
import type { FolderLimits } from "./folder-limits.js";
import { NO_ANSWER, OwnerConnection } from "./owner-connection.js";
import { listenIn, type OwnerSocket } from "./owner-socket.js";
import { PROTOCOL } from "./protocol.js";
import { databaseIn, holdsStore, makeUnfinished } from "./store-folder.js";

/** How this process uses a folder's database: as the owner of the folder, or through the process that owns it. */
export interface FolderAccess extends Db {
  /** Whether the process that was asked is gone, or has released the folder. */
  readonly hasEnded: boolean;
}

interface EnterOptions {
  /** Whether a database is made where there is none. */
  readonly mayMake: boolean;
  readonly limits: FolderLimits;
}

/**
 * Owns a folder, or joins its owner. Nothing here waits for a fixed time: an owner listens before it makes its claim,
 * and releases the claim before it stops listening. A process that finds nobody listening only has to look again.
 */
export async function enterFolder(folder: string, options: EnterOptions): Promise<FolderAccess> {
  for (;;) {
    const held = heldClaim(folder);
    const access = held === undefined ? await own(folder, options) : await join(folder, held, options);
    if (access !== undefined) return access;
  }
}

/** Undefined where the owner has gone meanwhile. @throws StoreError `locked` */
async function join(folder: string, held: HeldClaim, { limits }: EnterOptions): Promise<FolderAccess | undefined> {
  const { socket, protocol } = held.claim;
  if (socket === undefined) throw lockedBy(held, folder, "");
  if (protocol !== PROTOCOL) throw lockedBy(held, folder, ", with another version of this package");
  try {
    return clientAccess(await OwnerConnection.open(folder, socket, limits.greetingMs));
  } catch (error) {
    if (heldClaim(folder)?.number !== held.number) return undefined;
    throw lockedBy(held, folder, whyNotJoined(error));
  }
}

function whyNotJoined(error: unknown): string {
  const { code, message } = dbError(error);
  if (code === NO_ANSWER) return ", which does not answer: it is suspended, in a debugger, or busy computing";
  return `, which can't be asked (${code ?? message})`;
}

function clientAccess(connection: OwnerConnection): FolderAccess {
  return {
    get hasEnded() {
      return connection.hasEnded;
    },
    query: (sql, params = []) => connection.ask({ kind: "query", sql, params }),
    async transaction(statements, timeoutMs) {
      await connection.ask({ kind: "transaction", statements }, timeoutMs);
    },
    close: () => connection.close(),
  };
}

/** Undefined where another process was faster. @throws DbError where the database does not start */
async function own(folder: string, { mayMake, limits }: EnterOptions): Promise<FolderAccess | undefined> {
  const socket = await listenIn(folder, limits.takingMs);
  let release: (() => void) | undefined;
  try {
    release = claimFolder(folder, socket?.servedOn);
    if (release !== undefined) {
      const db = await openDatabase(folder, mayMake);
      socket?.answerWith((work) => db.answer(work, limits.foreignWorkMs));
      return ownerAccess(db, socket, release);
    }
  } catch (error) {
    release?.();
    socket?.close();
    throw error;
  }
  socket?.close();
  return undefined;
}

function openDatabase(folder: string, mayMake: boolean): Promise<PgliteDb> {
  const database = databaseIn(folder);
  if (holdsStore(folder)) return openPglite({ folder: database });
  if (!mayMake) throw new DbError("its database is gone", "ENOENT");
  return openPglite({ folder: database, makeIn: makeUnfinished(folder) });
}

function ownerAccess(db: PgliteDb, socket: OwnerSocket | undefined, release: () => void): FolderAccess {
  return {
    ...db,
    hasEnded: false,
    async close() {
      socket?.stopAnswering();
      try {
        await db.close();
      } finally {
        release();
        socket?.close();
      }
    },
  };
}
