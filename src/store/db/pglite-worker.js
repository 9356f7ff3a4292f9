// @ts-check
// Plain JavaScript, because Node loads a worker's file as it stands, from the sources as from the build.
import fs from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";

makeFilesPrivate();

const port = parentPort;
if (port === null) throw new Error("pglite-worker.js runs as a worker thread only.");

const db = await PGlite.create(workerData.folder);

port.on("message", async (/** @type {import("./pglite-messages.js").PgliteRequest} */ request) => {
  port.postMessage({ id: request.id, ...(await answerTo(request)) });
});
port.postMessage({ id: 0, rows: [] });

/**
 * PGlite has files made for everybody, and a thread has no umask of its own. It takes these functions from the same
 * object, which in this thread nobody else uses. What root makes belongs to the owner of the folder.
 */
function makeFilesPrivate() {
  const { chmodSync, chownSync, mkdirSync, writeFileSync } = fs;
  const { uid, gid } = fs.statSync(workerData.folder);
  const isForAnother = process.geteuid?.() === 0 && uid !== 0;
  /** @type {(path: import("node:fs").PathLike, mode: number) => void} */
  const keep = (path, mode) => {
    chmodSync(path, mode);
    if (isForAnother) chownSync(path, uid, gid);
  };
  Reflect.set(fs, "chmodSync", (/** @type {Parameters<typeof chmodSync>} */ ...[path, mode]) => {
    chmodSync(path, Number(mode) & 0o700);
  });
  Reflect.set(fs, "mkdirSync", (/** @type {Parameters<typeof mkdirSync>} */ ...given) => {
    mkdirSync(...given);
    keep(given[0], 0o700);
  });
  Reflect.set(fs, "writeFileSync", (/** @type {Parameters<typeof writeFileSync>} */ ...given) => {
    writeFileSync(...given);
    if (typeof given[0] === "string") keep(given[0], 0o600);
  });
}

/** @param {import("./pglite-messages.js").PgliteRequest} request */
async function answerTo({ sql, params }) {
  try {
    if (sql !== undefined) return { rows: (await db.query(sql, [...params])).rows };
    await db.close();
    return { rows: [] };
  } catch (error) {
    return { error: plainError(error) };
  }
}

/**
 * Cloning an error for the other thread would lose its code.
 * @param {unknown} error
 */
function plainError(error) {
  if (!(error instanceof Error)) return { message: String(error), code: undefined };
  return { message: error.message, code: "code" in error && typeof error.code === "string" ? error.code : undefined };
}
