import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { takeFreshBuild } from "../harness/fresh-build.js";
import { describeMachine } from "../report/machine-info.js";
import { markdownTable } from "../report/markdown-table.js";

/**
 * `npm run exits`: how long a short program takes to end. Prints a table for docs/reliability.md: the best of some
 * rounds, as other programs only make it worse.
 */

const PROGRAM = fileURLToPath(new URL("./exit-program.js", import.meta.url));
const ROUNDS = 7;
const WAYS = [
  "nothing left to do",
  "await without end",
  "process.exit()",
  "an uncaught exception",
  "an unhandled rejection",
  "SIGTERM",
  "SIGINT",
  "SIGHUP",
  "SIGTERM, handled",
];
const SIGNAL = /^SIG\w+/;
/** How long the server takes to answer, in milliseconds; undefined: it does not answer. */
const SERVERS = new Map<string, number | undefined>([
  ["well", 0],
  ["slow (300 ms)", 300],
  ["silent", undefined],
]);
const DOWN = "down";

takeFreshBuild();
console.log(describeMachine());
const columns = [...SERVERS.keys(), DOWN];
const rows: string[][] = [];
for (const way of WAYS) rows.push(await measureWay(way));
console.log(markdownTable(["the end, ms", "untraced", ...columns], rows));

async function measureWay(way: string): Promise<string[]> {
  const row = [way, await leastMs(way, "untraced", "http://127.0.0.1:9/api")];
  for (const [, delayMs] of SERVERS) {
    const server = createServer((request, response) => {
      request.resume();
      if (delayMs === undefined) return;
      request.on("end", () => void setTimeout(delayMs).then(() => response.writeHead(204).end()));
    });
    row.push(await leastMs(way, "traced", await listen(server)));
    server.closeAllConnections();
    server.close();
  }
  row.push(await leastMs(way, "traced", "http://127.0.0.1:9/api"));
  return row;
}

async function listen(server: Server): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  return `http://127.0.0.1:${address.port}/api`;
}

async function leastMs(way: string, traced: string, url: string): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push(await endMs(way, traced, url));
  return Math.min(...times).toFixed(0);
}

async function endMs(way: string, traced: string, url: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "exits-"));
  const env = { PATH: process.env.PATH, OPIK_URL_OVERRIDE: url, OPIK_LANGCHAIN_SPOOL_DIR: folder };
  const child = spawn(process.execPath, [PROGRAM, way, traced], { env, stdio: ["ignore", "pipe", "ignore"] });
  const ended = once(child, "exit");
  await once(child.stdout, "data");
  const start = performance.now();
  const [signal] = SIGNAL.exec(way) ?? [];
  if (signal !== undefined && isSignal(signal)) child.kill(signal);
  await ended;
  const tookMs = performance.now() - start;
  rmSync(folder, { recursive: true, force: true });
  return tookMs;
}

function isSignal(name: string): name is NodeJS.Signals {
  return name in constants.signals;
}
