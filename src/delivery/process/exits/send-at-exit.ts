import { ignoreErrors } from "../../../runtime/ignore-errors.js";
import { processEnvironment } from "../../../settings/environment.js";
import type { ExitJob, ExitResults, ExitWork } from "./exit-job.js";

declare const __filename: string | undefined;

/** More than a thread that respects its time limit needs to report. */
const GRACE_MS = 100;

/** Run instead of the file itself, which would be loaded through the host's own hooks for modules. */
const START = `
  const { workerData } = require("node:worker_threads");
  try {
    require(workerData.file);
  } catch {
    Atomics.store(workerData.done, 0, 1);
    Atomics.notify(workerData.done, 0);
  }`;

/**
 * Sends the jobs' records from another thread, while this one, whose event loop has stopped, waits for it. Returns
 * nothing at once if no thread can be started: in a thread of the host's own, in a bundle without this package's files,
 * and where the runtime or its permissions forbid it.
 */
export function sendAtExit(jobs: readonly ExitJob[]): ExitResults {
  if (jobs.length === 0) return [];
  let results: ExitResults = [];
  ignoreErrors(() => {
    results = resultsOf(jobs);
  });
  return results;
}

function resultsOf(jobs: readonly ExitJob[]): ExitResults {
  const threads = process.getBuiltinModule("node:worker_threads");
  const file = workerFile();
  if (file === undefined || !threads.isMainThread) return [];
  const { port1, port2 } = new threads.MessageChannel();
  const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const work: ExitWork = { file, jobs, done, port: port2 };
  const { NODE_OPTIONS: _preloads, ...env } = processEnvironment();
  const worker = new threads.Worker(START, {
    eval: true,
    workerData: work,
    transferList: [port2],
    env,
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  worker.unref();
  Atomics.wait(done, 0, 0, Math.max(...jobs.map(({ settings }) => settings.sendAtExitMs)) + GRACE_MS);
  const received: { readonly message: ExitResults } | undefined = threads.receiveMessageOnPort(port1);
  return received?.message ?? [];
}

/** The thread's file is beside this one, or where this package is installed for the bundle that contains this one. */
function workerFile(): string | undefined {
  const { existsSync } = process.getBuiltinModule("node:fs");
  const { createRequire } = process.getBuiltinModule("node:module");
  const { fileURLToPath, pathToFileURL } = process.getBuiltinModule("node:url");
  // The CommonJS build has no `import.meta`, and a module has no `__filename`.
  const here = typeof __filename === "string" ? pathToFileURL(__filename).href : import.meta.url;
  const places = ["./exit-worker.cjs", "../exit-worker.cjs"].map((place) => fileURLToPath(new URL(place, here)));
  const beside = places.find((place) => existsSync(place));
  if (beside !== undefined) return beside;
  const root = pathToFileURL(createRequire(here).resolve("langchain-opik/package.json"));
  const installed = fileURLToPath(new URL("./dist/exit-worker.cjs", root));
  return existsSync(installed) ? installed : undefined;
}
