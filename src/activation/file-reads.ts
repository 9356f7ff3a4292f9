import { promises } from "node:fs";
import { changedModule } from "./module-source.js";
import { parsesAsCommonJs, parsesAsModule } from "./module-syntax.js";

/**
 * Changes what Node reads of the files of ES modules. Before it had hooks for this that need no other thread, Node read
 * modules through the same function as programs read files. Returns whether it could be replaced.
 */
export function hookFileReads(): boolean {
  const { readFile } = promises;
  return Reflect.set(promises, "readFile", function readFileOrModule(this: unknown, ...given: unknown[]): unknown {
    const reading: unknown = Reflect.apply(readFile, this, given);
    const [file] = given;
    const isModule = given.length === 1 && file instanceof URL && reading instanceof Promise;
    return isModule ? changedRead(file.href, reading, callerOf(readFileOrModule)) : reading;
  });
}

/** A program that reads such a file itself is given what is in it. */
const LOADER = "node:internal/modules/esm/";

async function changedRead(url: string, reading: Promise<unknown>, caller: () => string): Promise<unknown> {
  const read = await reading;
  try {
    const changed = read instanceof Uint8Array ? changedModule(url, read) : undefined;
    if (changed === undefined || !caller().includes(LOADER)) return read;
    const { source, isSure } = changed;
    return isSure || parsesAsCommonJs(source) || (await parsesAsModule(source)) ? Buffer.from(source) : read;
  } catch {
    return read;
  }
}

/** Who called a function that is running. Written out only when it is asked for, which takes longer. */
function callerOf(called: () => unknown): () => string {
  const at: { readonly stack?: unknown } = {};
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(at, called);
  Error.stackTraceLimit = stackTraceLimit;
  return () => String(at.stack);
}
