import type { Stats } from "node:fs";
import type { NodeModules } from "../../host/node-modules.js";
import { thisProcess } from "../../host/process-identity.js";
import { isMissing, SpoolRefusal } from "./disk-error.js";
import { fileName, type OwnedFile, parseFileName, type SpoolFile } from "./spool-file.js";
import { type SpoolTarget, TARGET_FILE, targetFolderName, targetText } from "./spool-target.js";

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;
const GROUP_OR_OTHERS_WRITE = 0o022;

/** A new file, which nothing at its place, no link either, may be. */
export const NEW_FILE = { flag: "wx", mode: OWNER_ONLY_FILE } as const;

/** The folder of one server, workspace and API key. It is made with the first record that is to go there. */
export class SpoolFolder {
  readonly node: NodeModules;
  readonly path: string;
  readonly #root: string;
  readonly #target: SpoolTarget;
  #isReady = false;

  constructor(node: NodeModules, root: string, target: SpoolTarget) {
    this.node = node;
    this.#root = root;
    this.#target = target;
    this.path = node.path.join(root, targetFolderName(target, node));
  }

  pathOf(file: SpoolFile): string {
    return this.node.path.join(this.path, fileName(file));
  }

  /** This process's own name for a file, from now on. */
  owned(file: Omit<SpoolFile, "state">, state: OwnedFile["state"], sinceMs: number): OwnedFile {
    const { id, kind, records, bytes, refusedMs } = file;
    return { state, id, kind, records, bytes, refusedMs, sinceMs, owner: thisProcess(this.node) };
  }

  /** Does what writes, once more if the folder was taken away meanwhile. Throws what the disk says. */
  async whileThere<T>(write: () => Promise<T>): Promise<T> {
    this.#makeReady();
    try {
      return await write();
    } catch (error) {
      if (!this.#isGone(error)) throw error;
      this.#makeReady();
      return write();
    }
  }

  /** The same without waiting. */
  whileThereNow<T>(write: () => T): T {
    this.#makeReady();
    try {
      return write();
    } catch (error) {
      if (!this.#isGone(error)) throw error;
      this.#makeReady();
      return write();
    }
  }

  /** What is there of the spool's own; other files, folders and links are passed over. Throws what the disk says. */
  async list(): Promise<readonly SpoolFile[]> {
    const { fs } = this.node;
    if (!this.#isReady && !fs.existsSync(this.path)) return [];
    this.#makeReady();
    try {
      const entries = await fs.promises.readdir(this.path, { withFileTypes: true });
      return entries.flatMap((entry) => (entry.isFile() ? (parseFileName(entry.name) ?? []) : []));
    } catch (error) {
      if (this.#isGone(error)) return [];
      throw error;
    }
  }

  /** Whether the rename succeeded; false when the file is no longer there. */
  async rename(from: SpoolFile, to: SpoolFile): Promise<boolean> {
    try {
      await this.node.fs.promises.rename(this.pathOf(from), this.pathOf(to));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  #isGone(error: unknown): boolean {
    if (!isMissing(error) || this.node.fs.existsSync(this.path)) return false;
    this.#isReady = false;
    return true;
  }

  // Synchronous, because a process that is ending has no other way; it is a few calls, once.
  #makeReady(): void {
    if (this.#isReady) return;
    const { fs } = this.node;
    fs.mkdirSync(this.#root, { recursive: true, mode: OWNER_ONLY_FOLDER });
    this.#requireOwn(fs.statSync(this.#root), this.#root);
    if (!fs.existsSync(this.path)) fs.mkdirSync(this.path, { recursive: true, mode: OWNER_ONLY_FOLDER });
    this.#requireOwn(fs.lstatSync(this.path), this.path);
    this.#writeTarget();
    this.#isReady = true;
  }

  /** Where others may write, they could take the records, or put theirs there to be sent in our name. */
  #requireOwn(stats: Stats, path: string): void {
    if (!stats.isDirectory()) throw new SpoolRefusal(path, "it is a file or a link");
    const user = process.getuid?.();
    // Windows has neither users nor rights of this kind; there the folder of the user protects it.
    if (user === undefined) return;
    if (stats.uid !== user) throw new SpoolRefusal(path, "it belongs to another user");
    if ((stats.mode & GROUP_OR_OTHERS_WRITE) !== 0) throw new SpoolRefusal(path, "other users may write to it");
  }

  #writeTarget(): void {
    const { fs, path } = this.node;
    const place = path.join(this.path, TARGET_FILE);
    const text = targetText(this.#target);
    if (fs.existsSync(place) && fs.readFileSync(place, "utf8") === text) return;
    const temporary = `${place}.${process.pid}.tmp`;
    fs.rmSync(temporary, { force: true });
    fs.writeFileSync(temporary, text, NEW_FILE);
    fs.renameSync(temporary, place);
  }
}
