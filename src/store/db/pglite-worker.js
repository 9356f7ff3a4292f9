// @ts-check
// Plain JavaScript, because Node loads a worker's file unchanged, both from the sources and from the build.
import fs from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";

/** @typedef {import("./pglite-messages.js").PgliteWork} PgliteWork */
/** @typedef {import("./pglite-messages.js").PgliteResult} PgliteResult */
/** @typedef {import("./pglite-messages.js").PgliteRequest} PgliteRequest */
/** @typedef {import("./pglite-messages.js").PgliteAnswer} PgliteAnswer */

/** @type {import("./pglite-messages.js").PgliteStart} */
const { folder, makeIn } = workerData;

const port = parentPort;
if (port === null) throw new Error("pglite-worker.js runs as a worker thread only.");

makeFilesPrivate(makeIn ?? folder);
if (makeIn !== undefined) await makeDatabase(makeIn);
const db = await startIn(folder);

port.on("message", async (/** @type {PgliteRequest} */ request) => {
  if (request.kind === "encoded") {
    const json = encode(await answerTo(decode(request.json)));
    // What another process began and did not end would go on in what the next one asks.
    if (db.isInTransaction()) await db.exec("ROLLBACK");
    send({ id: request.id, json }, [json.buffer]);
  } else send({ id: request.id, ...(await answerTo(request)) });
});
send({ id: 0, rows: [] });

/**
 * PGlite writes a new database file by file, and never opens one again that lacks the last. Opened again in this thread,
 * it takes half the time that another thread would take.
 *
 * @param {string} place
 */
async function makeDatabase(place) {
  await (await startIn(place)).close();
  fs.renameSync(place, folder);
}

/**
 * PostgreSQL's own lock says nothing of threads, and an empty one, which a kill can leave, keeps it from starting.
 *
 * @param {string} place
 */
function startIn(place) {
  fs.rmSync(join(place, "postmaster.pid"), { force: true });
  return PGlite.create(place);
}

/**
 * PGlite has files made for everybody, and a thread has no umask of its own. It takes these functions from the same
 * object, which in this thread nobody else uses. What root makes belongs to the owner of the folder.
 *
 * @param {string} place
 */
function makeFilesPrivate(place) {
  const { chmodSync, chownSync, mkdirSync, writeFileSync } = fs;
  const { uid, gid } = fs.statSync(place);
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

/**
 * @param {PgliteAnswer} answer
 * @param {import("node:worker_threads").TransferListItem[]} moved
 */
function send(answer, moved = []) {
  port?.postMessage(answer, moved);
}

/**
 * @param {PgliteWork | { kind: "close" } | undefined} work
 * @returns {Promise<PgliteResult>}
 */
async function answerTo(work) {
  try {
    switch (work?.kind) {
      case "query":
        return { rows: (await db.query(work.sql, [...work.params])).rows };
      case "transaction":
        await db.transaction(async (transaction) => {
          for (const { sql, params = [] } of work.statements) await transaction.query(sql, [...params]);
        });
        return { rows: [] };
      case "close":
        await db.close();
        return { rows: [] };
      default:
        throw new Error("what was asked of it is not understood");
    }
  } catch (error) {
    return { error: plainError(error) };
  }
}

/**
 * Undefined for what no process of ours asks.
 *
 * @param {Uint8Array} json
 * @returns {PgliteWork | undefined}
 */
function decode(json) {
  try {
    const work = JSON.parse(new TextDecoder().decode(json));
    return work.kind === "query" || work.kind === "transaction" ? work : undefined;
  } catch {
    return undefined;
  }
}

/** @param {PgliteResult} result */
function encode(result) {
  try {
    return new TextEncoder().encode(JSON.stringify(result));
  } catch (error) {
    return new TextEncoder().encode(JSON.stringify({ error: plainError(error) }));
  }
}

/**
 * Cloning an error for the other thread would lose its code.
 *
 * @param {unknown} error
 */
function plainError(error) {
  if (!(error instanceof Error)) return { message: String(error), code: undefined };
  return { message: error.message, code: "code" in error && typeof error.code === "string" ? error.code : undefined };
}
