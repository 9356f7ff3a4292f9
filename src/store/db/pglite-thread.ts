import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { DbError, dbError, type Param, PGLITE_ENDED, type Row } from "./db.js";
import type { PgliteAnswer, PgliteRequest } from "./pglite-messages.js";

// The CommonJS build has no `import.meta`, and a module has no `__filename`.
const THIS_FILE = typeof __filename === "string" ? pathToFileURL(__filename).href : import.meta.url;
const WORKER_FILE = new URL("./pglite-worker.js", THIS_FILE);

interface Asked {
  readonly resolve: (rows: readonly Row[]) => void;
  readonly reject: (error: DbError) => void;
}

/**
 * The thread that holds PGlite, which computes where it is called: a batch of 1,000 spans would stop the host's event
 * loop for some 100 ms. The thread never holds the process.
 */
export class PgliteThread {
  readonly #worker: Worker;
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;
  #ended: DbError | undefined;

  private constructor(folder: string) {
    this.#worker = new Worker(WORKER_FILE, { workerData: { folder }, execArgv: [] });
    this.#worker.on("message", (answer: PgliteAnswer) => {
      this.#answered(answer);
    });
    this.#worker.on("error", (error) => {
      this.#end(new DbError(error.message, dbError(error).code ?? PGLITE_ENDED));
    });
    this.#worker.on("exit", () => {
      this.#end(new DbError("its thread has ended", PGLITE_ENDED));
    });
    // Last: a listener to messages makes it hold the process again.
    this.#worker.unref();
  }

  /** @throws DbError */
  static async start(folder: string): Promise<PgliteThread> {
    const thread = new PgliteThread(folder);
    await thread.#answerTo(0);
    return thread;
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** Ends it whatever it does: on a full disk a statement may never end. The folder is as after a `kill -9`. */
  cutOff(): void {
    void this.#worker.terminate();
  }

  /** @throws DbError */
  query(sql: string, params: readonly Param[] = []): Promise<readonly Row[]> {
    return this.#ask({ id: this.#nextId(), sql, params });
  }

  async close(): Promise<void> {
    if (this.#ended !== undefined) return;
    await this.#ask({ id: this.#nextId(), params: [] });
    await this.#worker.terminate();
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #ask(request: PgliteRequest): Promise<readonly Row[]> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const answer = this.#answerTo(request.id);
    this.#worker.postMessage(request);
    return answer;
  }

  #answerTo(id: number): Promise<readonly Row[]> {
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
    });
  }

  #answered(answer: PgliteAnswer): void {
    const asked = this.#asked.get(answer.id);
    this.#asked.delete(answer.id);
    if ("rows" in answer) asked?.resolve(answer.rows);
    else asked?.reject(new DbError(answer.error.message, answer.error.code));
  }

  #end(error: DbError): void {
    this.#ended ??= error;
    for (const { reject } of this.#asked.values()) reject(this.#ended);
    this.#asked.clear();
  }
}
