import { nextMessage, startChild, stopChild } from "../harness/child-process.js";
import { median, numbersIn } from "../harness/numbers.js";

const WORKER = new URL("./register-time-worker.js", import.meta.url);

/** What the first import of a package takes in a process where nothing is configured. */
export interface RegisterTime {
  readonly registerMs: number;
  /** Of a package that has nothing in it: what Node itself takes to find and load one. */
  readonly emptyMs: number;
}

/** The medians of so many fresh processes for each, by turns. */
export async function registerTime(processes: number): Promise<RegisterTime> {
  const registerTimes: number[] = [];
  const emptyTimes: number[] = [];
  for (let count = 0; count < processes; count += 1) {
    registerTimes.push(await importMillis("langchain-opik/register"));
    emptyTimes.push(await importMillis("langchain-opik-bench/empty"));
  }
  return { registerMs: median(registerTimes), emptyMs: median(emptyTimes) };
}

async function importMillis(specifier: string): Promise<number> {
  const child = startChild(WORKER, [specifier]);
  const { importMs } = numbersIn(await nextMessage(child), ["importMs"]);
  await stopChild(child);
  return importMs;
}
