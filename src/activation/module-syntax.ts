import { compileFunction } from "node:vm";
import { processEnvironment } from "../settings/environment.js";

export function parsesAsCommonJs(source: string): boolean {
  try {
    compileFunction(source, ["exports", "require", "module", "__filename", "__dirname"]);
    return true;
  } catch {
    return false;
  }
}

/**
 * Node parses a module only to run it, unless a flag is set. So the text also imports something that is nowhere: then
 * it is parsed, and never runs.
 */
export async function parsesAsModule(source: string): Promise<boolean> {
  try {
    await import(/* webpackIgnore: true */ probeUrl(source));
    return true;
  } catch (error) {
    return !(error instanceof SyntaxError);
  }
}

const LONGEST_MS = 5_000;
const PARSES = 1;

/** The same for a caller that can't wait: a thread does, which takes as long as to start a small program. */
export function parsesAsModuleNow(source: string): boolean {
  const answer = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const { NODE_OPTIONS: _preloads, ...env } = processEnvironment();
  const workerData = { url: probeUrl(source), answer };
  try {
    const { Worker } = process.getBuiltinModule("node:worker_threads");
    new Worker(PROBE, { eval: true, workerData, env, execArgv: [], stdout: true, stderr: true }).unref();
    Atomics.wait(answer, 0, 0, LONGEST_MS);
    return Atomics.load(answer, 0) === PARSES;
  } catch {
    return false;
  }
}

const PROBE = `
  const { url, answer } = require("node:worker_threads").workerData;
  const tell = (parses) => {
    Atomics.store(answer, 0, parses ? ${PARSES} : ${PARSES + 1});
    Atomics.notify(answer, 0);
  };
  import(url).then(() => tell(true), (error) => tell(!(error instanceof SyntaxError)));`;

function probeUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(`${source}\nimport "langchain-opik-probe:nowhere";`)}`;
}
