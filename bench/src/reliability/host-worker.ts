import { monitorEventLoopDelay } from "node:perf_hooks";
import { OpikCallbackHandler } from "langchain-opik";
import { cpuMicrosSince } from "../harness/worker.js";
import { runAgents, SPANS_A_RUN } from "./agents.js";

/**
 * The program that is traced. Its arguments: the server's address, or nothing to trace nothing, the folder of the
 * spool, and the number of agents. It answers `measure` with what was since the last time, and `stop` with the end.
 */

const SAMPLE_EVERY_MS = 100;

const [, , apiUrl = "", spoolDir = "", agents = "0"] = process.argv;
const handler = apiUrl === "" ? undefined : new OpikCallbackHandler({ apiUrl, projectName: "load", spoolDir });
const delays = monitorEventLoopDelay({ resolution: 1 });
let cpuBefore = process.cpuUsage();
let startMs = performance.now();
let peakBytes = 0;
let runsBefore = 0;
const count = { runs: 0 };
const ending = new AbortController();

setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}, SAMPLE_EVERY_MS);
delays.enable();
const running = runAgents(Number(agents), handler === undefined ? [] : [handler], count, ending.signal);

process.on("message", (order) => {
  void answer(order);
});
process.send?.({ ready: 1 });

async function answer(order: unknown): Promise<void> {
  if (order === "stop") {
    ending.abort();
    await running;
  }
  process.send?.({ ...measured(), ...delivered() });
}

function measured() {
  const seconds = (performance.now() - startMs) / 1000;
  const numbers = {
    seconds,
    p99Ms: delays.percentile(99) / 1e6,
    maxMs: delays.max / 1e6,
    cpuShare: cpuMicrosSince(cpuBefore) / 1e6 / seconds,
    peakBytes,
    spans: (count.runs - runsBefore) * SPANS_A_RUN,
    records: count.runs * (SPANS_A_RUN + 1),
  };
  runsBefore = count.runs;
  delays.reset();
  cpuBefore = process.cpuUsage();
  startMs = performance.now();
  peakBytes = 0;
  return numbers;
}

function delivered() {
  const health = handler?.health();
  const { queue, spool } = health ?? {};
  return {
    waiting: queue?.records ?? 0,
    waitingBytes: queue?.bytes ?? 0,
    spoolRecords: spool?.records ?? 0,
    spoolBytes: spool?.bytes ?? 0,
    dropped: Object.values(health?.dropped ?? {}).reduce((sum, count) => sum + count, 0),
  };
}
