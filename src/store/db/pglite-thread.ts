import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { DbError, dbError, PGLITE_ENDED, type Row } from "./db.js";
import type { PgliteAnswer, PgliteRequest, PgliteStart, PgliteWork } from "./pglite-messages.js";

// The CommonJS build has no `import.meta`, and a module has no `__filename`, except that of a program given as text
// (`-e`).
const IS_COMMONJS = typeof __filename === "string" && isAbsolute(__filename);
const THIS_FILE = IS_COMMONJS ? pathToFileURL(__filename).href : import.meta.url;
const WORKER_FILE = new URL("./pglite-worker.js", THIS_FILE);

interface Asked {
  readonly resolve: (answer: PgliteAnswer) => void;
  readonly reject: (error: DbError) => void;
}

/** `Omit` would make one type of the union. */
type WithoutId<Request> = Request extends unknown ? Omit<Request, "id"> : never;

/**
 * The thread that runs PGlite, which would otherwise block its caller: a batch of 1,000 spans would stop the host's
 * event loop for some 100 ms. The thread never keeps the process alive.
 */
export class PgliteThread {
  readonly #worker: Worker;
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;
  #ended: DbError | undefined;

  private constructor(start: PgliteStart) {
    this.#worker = new Worker(WORKER_FILE, { workerData: start, execArgv: [] });
    this.#worker.on("message", (answer: PgliteAnswer) => {
      this.#answered(answer);
    });
    this.#worker.on("error", (error) => {
      this.#end(new DbError(error.message, dbError(error).code ?? PGLITE_ENDED));
    });
    this.#worker.on("exit", () => {
      this.#end(new DbError("its thread has ended", PGLITE_ENDED));
    });
    // Last, because a listener for messages makes the thread keep the process alive again.
    this.#worker.unref();
  }

  /** @throws DbError */
  static async start(start: PgliteStart): Promise<PgliteThread> {
    const thread = new PgliteThread(start);
    await thread.#answerTo(0);
    return thread;
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /**
   * Ends the thread whatever it is doing: on a full disk a statement may never end. The folder is left as after a `kill
   * -9`.
   */
  cutOff(): void {
    void this.#worker.terminate();
  }

  /** @throws DbError */
  async run(work: PgliteWork): Promise<readonly Row[]> {
    const answer = await this.#ask(work);
    return "rows" in answer ? answer.rows : [];
  }

  /** The result of encoded work, encoded: an error of the database is part of it. @throws DbError where it has ended */
  async runEncoded(work: Uint8Array): Promise<Uint8Array> {
    // A copy with its own memory, which may be moved to the thread. A Buffer's slice has none of its own.
    const json = new Uint8Array(work);
    const answer = await this.#ask({ kind: "encoded", json }, [json.buffer]);
    if (!("json" in answer)) throw new DbError("its thread gave an unexpected answer", PGLITE_ENDED);
    return answer.json;
  }

  async close(): Promise<void> {
    if (this.#ended !== undefined) return;
    await this.#ask({ kind: "close" });
    await this.#worker.terminate();
  }

  #ask(request: WithoutId<PgliteRequest>, moved: ArrayBuffer[] = []): Promise<PgliteAnswer> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const answer = this.#answerTo(this.#lastId);
    this.#worker.postMessage({ ...request, id: this.#lastId } satisfies PgliteRequest, moved);
    return answer;
  }

  #answerTo(id: number): Promise<PgliteAnswer> {
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
    });
  }

  #answered(answer: PgliteAnswer): void {
    const asked = this.#asked.get(answer.id);
    this.#asked.delete(answer.id);
    if ("error" in answer) asked?.reject(new DbError(answer.error.message, answer.error.code));
    else asked?.resolve(answer);
  }

  #end(error: DbError): void {
    this.#ended ??= error;
    for (const { reject } of this.#asked.values()) reject(this.#ended);
    this.#asked.clear();
  }
}
