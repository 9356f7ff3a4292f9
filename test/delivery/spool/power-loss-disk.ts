import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type NodeModules, nodeModules } from "../../../src/runtime/node-modules.js";

/** A file or folder, as the file system tells it apart whatever its name is. */
type Inode = number;

interface Entry {
  readonly inode: Inode;
  readonly isFolder: boolean;
}

/** What the disk has for certain of a folder: each name, and what a file held when it was last synced. */
export interface SurvivingFile {
  readonly name: string;
  readonly content: Buffer;
}

/** What writes, renames and removes: where the power may go before or after. */
const STEPS = ["writeFileSync", "writeSync", "renameSync", "rmSync", "unlinkSync", "ftruncateSync", "open", "rename"];
const MORE_STEPS = ["openSync", "rm", "unlink", "mkdirSync", "fsync", "fsyncSync"];

/**
 * The real file system below a folder, of which is known what a loss of power would leave in the worst case: the
 * contents of files as they were when they were synced, under the names that their folders had when those were.
 */
export class PowerLossDisk {
  readonly node: NodeModules;
  readonly #root: string;
  readonly #contents = new Map<Inode, Buffer>();
  readonly #names = new Map<Inode, ReadonlyMap<string, Entry>>();
  readonly #openFiles = new Map<number, string>();
  readonly #onStep: (disk: PowerLossDisk) => void;

  /** `onStep`: called before each step. */
  constructor(root: string, onStep: (disk: PowerLossDisk) => void = () => undefined) {
    const node = nodeModules();
    if (node === undefined) throw new Error("This Node has no process.getBuiltinModule.");
    this.#root = root;
    this.#onStep = onStep;
    this.node = { ...node, fs: this.#watched(node.fs) };
  }

  /** All that would be there after a loss of power now. */
  surviving(): readonly SurvivingFile[] {
    return this.#filesBelow(lstatSync(this.#root).ino);
  }

  /** Makes a folder that has what would be there. */
  restoreTo(folder: string, inode = lstatSync(this.#root).ino): void {
    for (const [name, entry] of this.#names.get(inode) ?? []) {
      const place = join(folder, name);
      if (!entry.isFolder) writeFileSync(place, this.#contentOf(entry), { mode: 0o600 });
      else {
        mkdirSync(place, { mode: 0o700 });
        this.restoreTo(place, entry.inode);
      }
    }
  }

  #filesBelow(inode: Inode): readonly SurvivingFile[] {
    return [...(this.#names.get(inode) ?? [])].flatMap(([name, entry]) =>
      entry.isFolder ? this.#filesBelow(entry.inode) : [{ name, content: this.#contentOf(entry) }],
    );
  }

  #contentOf({ inode }: Entry): Buffer {
    return this.#contents.get(inode) ?? Buffer.alloc(0);
  }

  #watched<T extends object>(functions: T): T {
    return new Proxy(functions, {
      get: (target, name) => {
        const real: unknown = Reflect.get(target, name);
        if (name === "promises" && typeof real === "object" && real !== null) return this.#watched(real);
        if (typeof real !== "function" || typeof name !== "string") return real;
        if (!STEPS.includes(name) && !MORE_STEPS.includes(name)) return real;
        return (...given: unknown[]): unknown => {
          this.#onStep(this);
          return this.#afterwards(name, given, Reflect.apply(real, target, this.#withCallback(name, given)));
        };
      },
    });
  }

  /** What is synced is known when the file system says so. */
  #withCallback(name: string, given: unknown[]): unknown[] {
    const [descriptor, callback] = given;
    if (name !== "fsync" || typeof callback !== "function") return given;
    const synced = (error: unknown) => {
      if (error === null) this.#synced(Number(descriptor));
      Reflect.apply(callback, undefined, [error]);
    };
    return [descriptor, synced];
  }

  #afterwards(name: string, [place]: unknown[], result: unknown): unknown {
    if (name === "fsyncSync") this.#synced(Number(place));
    if (name === "openSync") this.#openFiles.set(Number(result), String(place));
    if (name !== "open" || !(result instanceof Promise)) return result;
    return result.then((handle: { readonly fd: number }) => {
      this.#openFiles.set(handle.fd, String(place));
      return handle;
    });
  }

  #synced(descriptor: number): void {
    const place = this.#openFiles.get(descriptor) ?? "";
    if (!place.startsWith(this.#root)) return;
    const stats = lstatSync(place);
    if (!stats.isDirectory()) this.#contents.set(stats.ino, readFileSync(place));
    else this.#names.set(stats.ino, new Map(readdirSync(place).map((name) => [basename(name), entryAt(place, name)])));
  }
}

function entryAt(folder: string, name: string): Entry {
  const stats = lstatSync(join(folder, name));
  return { inode: stats.ino, isFolder: stats.isDirectory() };
}
