import { ignoreErrors } from "../../runtime/ignore-errors.js";
import type { NodeModules } from "../../runtime/node-modules.js";
import {
  makePrivateFolder,
  makePrivateFolders,
  readOwnFile,
  requireUnsharedFolder,
  tightenFolder,
  trustedPath,
  type Writing,
  writeNewFileInPiecesNow,
} from "../../runtime/private-files.js";
import { thisProcess } from "../../runtime/process-identity.js";
import { syncFolder, syncFolderNow } from "../../runtime/synced-files.js";
import { isMissing } from "./disk-error.js";
import { fileName, type OwnedFile, parseFileName, type SpoolFile } from "./spool-file.js";
import { type SpoolTarget, TARGET_FILE, targetFolderName, targetText } from "./spool-target.js";

/** The number of names that are read before the host can work: a millisecond of work, or less. */
const NAMES_A_TURN = 1_000;

/** The spool's own files in a folder; other files, folders and links are skipped. Throws the disk's errors. */
export async function* spoolFilesIn(folder: string, { fs }: Pick<NodeModules, "fs">): AsyncGenerator<SpoolFile> {
  for await (const entry of await fs.promises.opendir(folder, { bufferSize: NAMES_A_TURN })) {
    const file = entry.isFile() ? parseFileName(entry.name) : undefined;
    if (file !== undefined) yield file;
  }
}

/** The folder of one server, workspace and API key. It is made with the first record for it. */
export class SpoolFolder {
  readonly node: NodeModules;
  /** How its files are written. */
  readonly writing: Writing;
  readonly #root: string;
  readonly #target: SpoolTarget;
  #path: string;
  /** The folder that was found safe, as the file system identifies it; undefined before. */
  #identity: string | undefined;

  /** @param isSynced - whether what is written survives a loss of power from the moment that it exists */
  constructor(node: NodeModules, root: string, target: SpoolTarget, isSynced: boolean) {
    this.node = node;
    this.writing = { fs: node.fs, isSynced };
    this.#root = root;
    this.#target = target;
    this.#path = node.path.join(root, targetFolderName(target, node));
  }

  /** Without links, once the folder was checked. */
  get path(): string {
    return this.#path;
  }

  pathOf(file: SpoolFile): string {
    return this.node.path.join(this.path, fileName(file));
  }

  /** The name that a file has from now on while this process owns it. */
  owned(file: Omit<SpoolFile, "state">, state: OwnedFile["state"], sinceMs: number): OwnedFile {
    const { id, kind, records, bytes, refusedMs } = file;
    return { state, id, kind, records, bytes, refusedMs, sinceMs, owner: thisProcess(this.node) };
  }

  /** Runs `write`, once more if the folder was removed meanwhile. Throws the disk's errors. */
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

  /** The spool's own files in it. Throws the disk's errors. */
  async list(): Promise<readonly SpoolFile[]> {
    if (this.#identity === undefined && !this.node.fs.existsSync(this.path)) return [];
    this.#makeReady();
    try {
      const files: SpoolFile[] = [];
      for await (const file of spoolFilesIn(this.path, this.node)) files.push(file);
      return files;
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

  /** Renames a file from its temporary name to its own. After a failure it keeps the temporary one. */
  async publish(temporary: string, file: SpoolFile): Promise<void> {
    const { rename } = this.node.fs.promises;
    const path = this.pathOf(file);
    await rename(temporary, path);
    try {
      await this.syncNames();
    } catch (error) {
      await rename(path, temporary);
      throw error;
    }
  }

  /** The same without waiting. */
  publishNow(temporary: string, file: SpoolFile): void {
    const { fs } = this.node;
    const path = this.pathOf(file);
    fs.renameSync(temporary, path);
    try {
      this.syncNamesNow();
    } catch (error) {
      fs.renameSync(path, temporary);
      throw error;
    }
  }

  /** Resolves when the names of its files are as safe as the files themselves. */
  async syncNames(): Promise<void> {
    if (this.writing.isSynced) await syncFolder(this.path, this.node.fs);
  }

  /** The same without waiting. */
  syncNamesNow(): void {
    if (this.writing.isSynced) syncFolderNow(this.path, this.node.fs);
  }

  #isGone(error: unknown): boolean {
    return isMissing(error) && !this.node.fs.existsSync(this.path);
  }

  // Synchronous, because a process that is ending has no other way; it is a few calls, and one when it is ready.
  #makeReady(): void {
    if (this.#identity !== undefined && this.#identity === this.#identityNow()) return;
    const { node } = this;
    makePrivateFolders(this.#root, node);
    const root = trustedPath(this.#root, node);
    // The root may be a folder of the user's that holds other things, too: its permissions are not changed.
    requireUnsharedFolder(root, node.fs);
    this.#path = node.path.join(root, targetFolderName(this.#target, node));
    makePrivateFolder(this.path, node.fs);
    requireUnsharedFolder(this.path, node.fs);
    tightenFolder(this.path, node.fs);
    this.#writeTarget();
    if (this.writing.isSynced) this.#syncWayNow(root);
    this.#identity = this.#identityNow();
  }

  /** Reveals another folder in its place, or another owner. */
  #identityNow(): string | undefined {
    const stats = this.node.fs.lstatSync(this.path, { throwIfNoEntry: false });
    return stats && `${stats.dev}:${stats.ino}:${stats.uid}:${stats.mode}`;
  }

  #writeTarget(): void {
    const { fs, path } = this.node;
    const place = path.join(this.path, TARGET_FILE);
    const text = targetText(this.#target);
    if (this.#says(place, text)) return;
    const temporary = `${place}.${process.pid}.tmp`;
    fs.rmSync(temporary, { force: true });
    writeNewFileInPiecesNow(temporary, [text], this.writing);
    fs.renameSync(temporary, place);
  }

  /** Any folder in the path to this one may have been made just now. */
  #syncWayNow(root: string): void {
    syncFolderNow(this.path, this.node.fs);
    syncFolderNow(root, this.node.fs);
    this.#syncAboveNow(root);
  }

  #syncAboveNow(folder: string): void {
    const above = this.node.path.dirname(folder);
    if (above === folder) return;
    // A folder that this process may not read was not made by it.
    ignoreErrors(() => {
      syncFolderNow(above, this.node.fs);
    });
    this.#syncAboveNow(above);
  }

  #says(file: string, text: string): boolean {
    try {
      return readOwnFile(file, this.node.fs) === text;
    } catch {
      return false;
    }
  }
}
