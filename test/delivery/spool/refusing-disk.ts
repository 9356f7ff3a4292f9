import { type NodeModules, nodeModules } from "../../../src/runtime/node-modules.js";

/** A call of Node's `fs`, or of `fs.promises`. */
type Call = "open" | "openSync" | "rename" | "renameSync" | "unlink" | "lstat" | "fsyncSync" | "opendir";

interface Refusal {
  readonly code: string;
  /** Whether the call with these arguments is refused. */
  readonly isRefused: (...given: readonly unknown[]) => boolean;
}

/** The real disk, which counts its calls, refuses those that it is told to, once each, and may become full or slow. */
export class RefusingDisk {
  readonly node: NodeModules;
  readonly #refusals = new Map<string, Refusal>();
  readonly #counts = new Map<string, number>();
  #freeBytes = Number.POSITIVE_INFINITY;
  #mostAtOnce = Number.POSITIVE_INFINITY;

  constructor() {
    const node = nodeModules();
    if (node === undefined) throw new Error("This Node has no process.getBuiltinModule.");
    this.node = { ...node, fs: this.#watched(node.fs) };
  }

  /** The next call fails with this code, or the next that `isRefused` picks. */
  refuse(call: Call, code: string, isRefused: Refusal["isRefused"] = () => true): void {
    this.#refusals.set(call, { code, isRefused });
  }

  /** What a journal writes has this much room from now on. */
  setFreeBytes(bytes: number): void {
    this.#freeBytes = bytes;
  }

  /** What a journal writes is taken in pieces of this size. */
  setMostAtOnce(bytes: number): void {
    this.#mostAtOnce = bytes;
  }

  timesCalled(call: Call): number {
    return this.#counts.get(call) ?? 0;
  }

  #watched<T extends object>(functions: T, isAsync = false): T {
    return new Proxy(functions, {
      get: (target, name) => {
        const real: unknown = Reflect.get(target, name);
        if (name === "promises" && typeof real === "object" && real !== null) return this.#watched(real, true);
        if (typeof real !== "function" || typeof name !== "string") return real;
        return (...given: unknown[]): unknown => {
          const error = this.#refusal(name, given);
          if (error === undefined)
            return Reflect.apply(real, target, name === "writeSync" ? this.#fitting(given) : given);
          if (isAsync) return Promise.reject(error);
          throw error;
        };
      },
    });
  }

  #refusal(call: string, given: readonly unknown[]): Error | undefined {
    this.#counts.set(call, (this.#counts.get(call) ?? 0) + 1);
    if (call === "writeSync" && this.#freeBytes === 0) return diskError("ENOSPC");
    const refusal = this.#refusals.get(call);
    if (refusal?.isRefused(...given) !== true) return undefined;
    this.#refusals.delete(call);
    return diskError(refusal.code);
  }

  /** A write of as many of the bytes as there is room for. */
  #fitting([descriptor, bytes, offset, length, position]: readonly unknown[]): unknown[] {
    const taken = Math.min(Number(length), this.#freeBytes, this.#mostAtOnce);
    this.#freeBytes -= taken;
    return [descriptor, bytes, offset, taken, position];
  }
}

function diskError(code: string): Error {
  return Object.assign(new Error(`${code}: refused`), { code });
}
