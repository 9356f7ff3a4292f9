import type { NodeModules } from "../../host/node-modules.js";
import { uuidV7 } from "../../records/uuid-v7.js";
import type { Clock } from "../clock.js";
import type { DeadLetter } from "../spool.js";
import { isMissing } from "./disk-error.js";
import type { SpoolFolder } from "./spool-folder.js";

export const DEAD_LETTER_FOLDER = "dead-letters";

/** All of them together; the oldest file makes room. */
const MAX_BYTES = 32_000_000;
const MAX_FILE_BYTES = 1_000_000;

/** Records that no server will take, in NDJSON files that people can read: one a process, and a new one when it is large. */
export class DeadLetters {
  readonly #folder: SpoolFolder;
  readonly #clock: Pick<Clock, "wallTimeMs">;
  #current: { readonly path: string; readonly bytes: number } | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(folder: SpoolFolder, clock: Pick<Clock, "wallTimeMs">) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** One after the other: lines that are written at once could mix. Throws what the disk says. */
  bury(letter: DeadLetter): Promise<void> {
    const line = Buffer.from(this.#line(letter));
    const buried = this.#turn.then(() => this.#folder.whileThere(() => this.#append(line)));
    this.#turn = buried.catch(() => undefined);
    return buried;
  }

  // The record stands there as it is: it is not parsed for this.
  #line({ record, reason }: DeadLetter): string {
    const at = new Date(this.#clock.wallTimeMs()).toISOString();
    const head = JSON.stringify({ reason, at, kind: record.kind, id: record.id });
    return `${head.slice(0, -1)},"record":${record.json}}\n`;
  }

  async #append(line: Buffer): Promise<void> {
    const { fs, path } = this.#folder.node;
    const folder = path.join(this.#folder.path, DEAD_LETTER_FOLDER);
    // Not with its parents: a folder that was taken away is to be made anew with its target.
    if (!fs.existsSync(folder)) await fs.promises.mkdir(folder, { mode: 0o700 });
    const current = this.#current ?? { path: path.join(folder, this.#newName()), bytes: 0 };
    const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = fs.constants;
    const flag = O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY;
    await fs.promises.appendFile(current.path, line, { flag, mode: 0o600 });
    const bytes = current.bytes + line.byteLength;
    this.#current = bytes < MAX_FILE_BYTES ? { ...current, bytes } : undefined;
    if (this.#current === undefined) await this.#makeRoom(folder);
  }

  #newName(): string {
    return `${uuidV7(this.#clock.wallTimeMs() * 1000)}.ndjson`;
  }

  async #makeRoom(folder: string): Promise<void> {
    const { fs, path } = this.#folder.node;
    const names = (await fs.promises.readdir(folder)).filter((name) => name.endsWith(".ndjson")).sort();
    let bytes = 0;
    for (const name of names.reverse()) {
      const file = path.join(folder, name);
      bytes += await sizeOf(file, fs);
      if (bytes > MAX_BYTES) await fs.promises.rm(file, { force: true });
    }
  }
}

async function sizeOf(path: string, fs: NodeModules["fs"]): Promise<number> {
  try {
    return (await fs.promises.lstat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}
