import { systemClock } from "../../runtime/system-clock.js";
import { type Db, dbError } from "./db.js";
import type { PgliteResult, PgliteStart } from "./pglite-messages.js";
import { PgliteThread } from "./pglite-thread.js";

/** PostgreSQL in WebAssembly, in this process. It has one connection: statements wait their turn. */
export interface PgliteDb extends Db {
  /**
   * Does the work of another process, in its turn and within this time. Never rejects: an error is part of the result.
   */
  answer(work: Uint8Array, timeoutMs: number): Promise<Uint8Array>;
}

/** Opens the database in a folder that nobody else has open. @throws DbError where it does not start */
export async function openPglite(start: PgliteStart): Promise<PgliteDb> {
  const { folder } = start;
  return serialDb(await PgliteThread.start(start), () => PgliteThread.start({ folder }));
}

/** Work in progress has this long to end when the database is closed. */
const CLOSE_TIMEOUT_MS = 5_000;

/** A thread that has ended, because its database failed, is followed by another with the next statement. */
function serialDb(first: PgliteThread, startAgain: () => Promise<PgliteThread>): PgliteDb {
  let thread = first;
  let turn: Promise<unknown> = Promise.resolve();
  let closed: Promise<void> | undefined;
  const inTurn = <T>(work: (thread: PgliteThread) => Promise<T>, timeoutMs?: number): Promise<T> => {
    const result = turn.then(async () => {
      if (thread.hasEnded && closed === undefined) thread = await startAgain();
      return withinTime(thread, work, timeoutMs);
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
    await thread.close().finally(cancelCut);
  };
  return {
    query: (sql, params = []) => inTurn((running) => running.run({ kind: "query", sql, params })),
    async transaction(statements, timeoutMs) {
      await inTurn((running) => running.run({ kind: "transaction", statements }), timeoutMs);
    },
    answer: (work, timeoutMs) => inTurn((running) => running.runEncoded(work), timeoutMs).catch(encodedError),
    close: () => (closed ??= close()),
  };
}

async function withinTime<T>(
  thread: PgliteThread,
  work: (thread: PgliteThread) => Promise<T>,
  timeoutMs: number | undefined,
): Promise<T> {
  if (timeoutMs === undefined) return work(thread);
  const cut = () => {
    thread.cutOff();
  };
  const cancelCut = systemClock.after(timeoutMs, cut);
  return work(thread).finally(cancelCut);
}

function encodedError(error: unknown): Uint8Array {
  const { message, code } = dbError(error);
  const result: PgliteResult = { error: { message, code } };
  return new TextEncoder().encode(JSON.stringify(result));
}
