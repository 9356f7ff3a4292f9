import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The command `ui` on a store, on a port of its own choice. */
export function startUi(store: string): ChildProcess {
  const manifest = createRequire(import.meta.url).resolve("langchain-opik/package.json");
  const command = join(dirname(manifest), "dist/cli/main.js");
  return spawn(process.execPath, [command, "ui", "--port", "0", "--store", store], {
    cwd: tmpdir(),
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Where the page is, once the server answers. @throws Error when it does not start */
export async function addressOf({ stdout }: ChildProcess): Promise<string> {
  let printed = "";
  for await (const piece of stdout ?? []) {
    printed += String(piece);
    const [, url] = /Traces: (\S+)\n/.exec(printed) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error(`The server did not start: ${printed}`);
}

/** Of all its threads. Linux alone has this. */
export function cpuSecondsOf({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${pid ?? ""}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const TICKS_PER_SECOND = 100;
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** In bytes. Linux alone has this. */
export function memoryOf({ pid }: ChildProcess): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid ?? ""}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}
