import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine } from "../report/machine-info.js";
import { markdownTable, mebibytes, whole } from "../report/markdown-table.js";
import { sendSteadily } from "./send-steadily.js";

/** `npm run viewer`: the command `ui` takes spans while a page is open. Prints a table for bench/README.md. */

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    spans: { type: "string", default: "1000" },
  },
});

const folder = mkdtempSync(join(tmpdir(), "langchain-opik-viewer-"));
const server = startUi(folder);
try {
  const url = await addressOf(server);
  const cpuBefore = cpuSecondsOf(server);
  const result = await sendSteadily({ url, spansPerSecond: Number(values.spans), seconds: Number(values.seconds) });
  const cpu = cpuSecondsOf(server) - cpuBefore;
  console.log(describeMachine());
  console.log(
    markdownTable(
      ["", "taken, spans/s", "answer p50, ms", "p99, ms", "CPU per 1,000 spans, ms", "lists read", "memory, MiB"],
      [
        [
          `${values.spans} spans/s, ${values.seconds} s`,
          whole(result.taken / result.seconds),
          result.p50Ms.toFixed(1),
          result.p99Ms.toFixed(1),
          whole((cpu * 1_000_000) / result.taken),
          whole(result.listsRead),
          mebibytes(memoryOf(server)),
        ],
      ],
    ),
  );
} finally {
  server.kill("SIGINT");
  await once(server, "close");
  rmSync(folder, { recursive: true });
}

function startUi(store: string): ChildProcess {
  const manifest = createRequire(import.meta.url).resolve("langchain-opik/package.json");
  const command = join(dirname(manifest), "dist/cli/main.js");
  return spawn(process.execPath, [command, "ui", "--port", "0", "--store", store], {
    cwd: tmpdir(),
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  let printed = "";
  for await (const piece of stdout ?? []) {
    printed += String(piece);
    const [, url] = /Traces: (\S+)\n/.exec(printed) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error(`The server did not start: ${printed}`);
}

/** Of all its threads. Linux alone has this. */
function cpuSecondsOf({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${pid ?? ""}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const TICKS_PER_SECOND = 100;
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function memoryOf({ pid }: ChildProcess): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid ?? ""}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}
