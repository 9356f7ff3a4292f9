import { createConnection, type Socket } from "node:net";
import { isJsonObject } from "../../../records/json/json-object.js";
import type { CancelTimer } from "../../../runtime/global-time.js";
import { systemClock } from "../../../runtime/system-clock.js";
import { DbError, dbError, type Row } from "../db.js";
import type { PgliteWork } from "../pglite-messages.js";
import { FrameReader, frameHeader, isTooLong } from "./frames.js";
import { usableSocketFolder, withSocketAddress } from "./socket-folder.js";

/** The error code of work whose process ended, or closed its store, before it answered. */
export const OWNER_ENDED = "OWNER_ENDED";

/** The owner exists but does not answer: it is stopped, or its event loop is blocked. */
export const NO_ANSWER = "ETIMEDOUT";

/** PostgreSQL's code for exceeding one of its limits. */
const TOO_LARGE = "54000";

/** Work in progress has this long to end when the store is closed. */
const CLOSE_TIMEOUT_MS = 5_000;

interface Asked {
  readonly resolve: (rows: readonly Row[]) => void;
  readonly reject: (error: DbError) => void;
}

/** The connection to the process that owns a folder. It never keeps this process alive. */
export class OwnerConnection {
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  /** The first is for the greeting, which comes without a request. */
  readonly #asked: Asked[] = [];
  #last: Promise<unknown>;
  #ended: DbError | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket.unref();
    this.#last = this.#next();
    socket.on("data", (piece) => {
      this.#arrived(piece);
    });
    // It is closed, too.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#end(new DbError("the process that had its folder open has ended", OWNER_ENDED));
    });
  }

  /** Resolves when the owner has greeted. @throws DbError where nobody listens, or nobody answers */
  static async open(storeFolder: string, name: string, greetingMs: number): Promise<OwnerConnection> {
    const connection = new OwnerConnection(await withSocketAddress(usableSocketFolder(storeFolder), name, connect));
    await connection.#within(greetingMs, connection.#last);
    return connection;
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** @throws DbError */
  async ask(work: PgliteWork, timeoutMs?: number): Promise<readonly Row[]> {
    const message = encode(work);
    if (this.#ended !== undefined) throw this.#ended;
    const rows = this.#next();
    this.#last = rows;
    this.#socket.write(frameHeader(message));
    this.#socket.write(message);
    return timeoutMs === undefined ? rows : this.#within(timeoutMs, rows);
  }

  async close(): Promise<void> {
    const end = () => {
      this.#end(new DbError("it is closed", OWNER_ENDED));
    };
    const cancel = systemClock.after(CLOSE_TIMEOUT_MS, end, { keepsProcess: true });
    await this.#last.catch(() => undefined);
    cancel();
    end();
  }

  #next(): Promise<readonly Row[]> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
    });
  }

  /** A connection is given up when something takes too long on it. */
  async #within<T>(timeoutMs: number, result: Promise<T>): Promise<T> {
    let cancel: CancelTimer | undefined;
    const late = new Promise<never>((_, reject) => {
      cancel = systemClock.after(timeoutMs, () => {
        reject(new DbError(`no answer within ${timeoutMs} ms`, NO_ANSWER));
        this.#end(new DbError("it is given up", OWNER_ENDED));
      });
    });
    try {
      return await Promise.race([result, late]);
    } finally {
      cancel?.();
    }
  }

  #arrived(piece: Uint8Array): void {
    try {
      for (const message of this.#reader.add(piece)) this.#answered(message);
    } catch (error) {
      this.#end(dbError(error));
    }
  }

  #answered(message: Uint8Array): void {
    const result: unknown = JSON.parse(new TextDecoder().decode(message));
    const asked = this.#asked.shift();
    const error = errorIn(result);
    if (error === undefined) asked?.resolve(rowsIn(result));
    else asked?.reject(error);
  }

  #end(error: DbError): void {
    this.#ended ??= error;
    this.#socket.destroy();
    for (const { reject } of this.#asked.splice(0)) reject(this.#ended);
  }
}

function connect(address: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(address);
    const fail = (error: unknown) => {
      reject(dbError(error));
    };
    socket.once("error", fail);
    socket.once("connect", () => {
      socket.off("error", fail);
      resolve(socket);
    });
  });
}

function encode(work: PgliteWork): Uint8Array {
  let message: Uint8Array;
  try {
    message = new TextEncoder().encode(JSON.stringify(work));
  } catch {
    throw tooLarge();
  }
  if (isTooLong(message)) throw tooLarge();
  return message;
}

function tooLarge(): DbError {
  return new DbError("what is to be stored at once is too large", TOO_LARGE);
}

function errorIn(result: unknown): DbError | undefined {
  const error = isJsonObject(result) ? result["error"] : undefined;
  if (!isJsonObject(error)) return undefined;
  const { message, code } = error;
  return new DbError(String(message), typeof code === "string" ? code : undefined);
}

function rowsIn(result: unknown): readonly Row[] {
  const rows = isJsonObject(result) ? result["rows"] : undefined;
  return Array.isArray(rows) ? rows.filter(isJsonObject) : [];
}
