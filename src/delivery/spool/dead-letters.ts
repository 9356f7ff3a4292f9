import { RECORD_KINDS } from "../../records/record-sink.js";
import { uuidV7 } from "../../records/uuid-v7.js";
import type { NodeModules } from "../../runtime/node-modules.js";
import {
  appendToPrivateFile,
  makePrivateFolder,
  readOwnFileAsync,
  requireUnsharedFolder,
  tightenFolder,
  writeNewFileInPieces,
} from "../../runtime/private-files.js";
import { syncFolder } from "../../runtime/synced-files.js";
import { systemClock } from "../../runtime/system-clock.js";
import type { Clock } from "../clock.js";
import { utf8Length } from "../queue/record-size.js";
import { piecesOf } from "../queue/text-pieces.js";
import { isMissing } from "./disk-error.js";
import { DEAD_LETTER_FOLDER, parseDeadLetter } from "./read-dead-letters.js";
import type { DeadLetter, SpoolBatch, SpoolWrite } from "./spool.js";
import type { SpoolFolder } from "./spool-folder.js";

/** All of them together. Nothing removes one to make room: further ones go on waiting as before. */
const MAX_BYTES = 32_000_000;
const MAX_FILE_BYTES = 1_000_000;

/**
 * Records that the server refuses, in NDJSON files that people can read: one per process, and a new one when it is
 * large.
 */
export class DeadLetters {
  readonly #folder: SpoolFolder;
  readonly #clock: Pick<Clock, "wallTimeMs">;
  /** The one that is appended to. */
  #current: { readonly path: string; readonly bytes: number } | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(folder: SpoolFolder, clock: Pick<Clock, "wallTimeMs">) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /**
   * One after the other: lines that are written at the same time could mix. False if they are full. Throws the disk's
   * errors.
   */
  add(letter: DeadLetter): Promise<boolean> {
    const written = this.#turn.then(() => this.#folder.whileThere(() => this.#append(letter)));
    this.#turn = written.catch(() => undefined);
    return written;
  }

  /** Passes all of them to `keep` and removes them. Returns how many; a file that the disk or `keep` refuses stays. */
  async revive(keep: (batch: SpoolBatch) => Promise<SpoolWrite>): Promise<number> {
    let revived = 0;
    for (const path of await this.#files()) revived += await this.#reviveFile(path, keep).catch(() => 0);
    return revived;
  }

  async #reviveFile(path: string, keep: (batch: SpoolBatch) => Promise<SpoolWrite>): Promise<number> {
    const { fs } = this.#folder.node;
    // A process that goes on writing makes a new file under the old name.
    const taken = this.#newPath();
    await fs.promises.rename(path, taken);
    const lines = (await readOwnFileAsync(taken, fs))
      .toString()
      .split("\n")
      .filter((line) => line !== "");
    const letters = lines.flatMap((line) => parseDeadLetter(line) ?? []);
    for (const kind of RECORD_KINDS) {
      const records = letters.map(({ record }) => record).filter((record) => record.kind === kind);
      if (records.length > 0 && (await keep({ kind, records })).kind === "failed") return 0;
    }
    const unreadable = lines.filter((line) => parseDeadLetter(line) === undefined);
    if (unreadable.length > 0)
      await writeNewFileInPieces(
        this.#newPath(),
        unreadable.map((line) => `${line}\n`),
        this.#folder.writing,
      );
    await fs.promises.rm(taken, { force: true });
    return letters.length;
  }

  /** A line, as texts that follow each other. The record is in it unchanged: it is neither parsed nor copied. */
  #line({ record, reason }: DeadLetter): readonly string[] {
    const at = systemClock.isoText(this.#clock.wallTimeMs());
    const head = JSON.stringify({ reason, at, kind: record.kind, id: record.id });
    return [`${head.slice(0, -1)},"record":`, record.json, "}\n"];
  }

  async #append(letter: DeadLetter): Promise<boolean> {
    const { fs } = this.#folder.node;
    const line = this.#line(letter);
    const lineBytes = line.reduce((sum, text) => sum + utf8Length(text), 0);
    // Not with its parents: a folder that was removed must be made again together with its target file.
    makePrivateFolder(this.#path, fs);
    requireUnsharedFolder(this.#path, fs);
    tightenFolder(this.#path, fs);
    if (this.#current === undefined && (await this.#bytes()) + lineBytes > MAX_BYTES) return false;
    const current = this.#current ?? { path: this.#newPath(), bytes: 0 };
    // A line that breaks off is the last of its file.
    this.#current = undefined;
    await appendToPrivateFile(current.path, piecesOf(line), this.#folder.writing);
    if (current.bytes === 0) await this.#syncNames();
    const bytes = current.bytes + lineBytes;
    this.#current = bytes < MAX_FILE_BYTES ? { ...current, bytes } : undefined;
    return true;
  }

  /** Of a new file, and of the folder, which may be new. */
  async #syncNames(): Promise<void> {
    const { fs, isSynced } = this.#folder.writing;
    if (isSynced) await syncFolder(this.#path, fs);
    await this.#folder.syncNames();
  }

  get #path(): string {
    return this.#folder.node.path.join(this.#folder.path, DEAD_LETTER_FOLDER);
  }

  #newPath(): string {
    return this.#folder.node.path.join(this.#path, `${uuidV7(this.#clock.wallTimeMs() * 1000)}.ndjson`);
  }

  async #files(): Promise<readonly string[]> {
    const { fs, path } = this.#folder.node;
    if (!fs.existsSync(this.#path)) return [];
    const names = await fs.promises.readdir(this.#path);
    return names.filter((name) => name.endsWith(".ndjson")).map((name) => path.join(this.#path, name));
  }

  async #bytes(): Promise<number> {
    const sizes = await Promise.all((await this.#files()).map((file) => sizeOf(file, this.#folder.node.fs)));
    return sizes.reduce((sum, size) => sum + size, 0);
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
