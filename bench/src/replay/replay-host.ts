import { setTimeout as wait } from "node:timers/promises";
import { OpikCallbackHandler } from "langchain-opik";
import { openNoOp } from "../contenders/no-op.js";
import { cpuMicrosSince } from "../harness/worker.js";
import { runAgents } from "../reliability/agents.js";
import { openThreadCpu } from "./thread-cpu.js";

/**
 * A program that traces on while files wait on disk. Its arguments: the server's address, or nothing to trace nothing,
 * the folder of the spool, and how many files wait. It tells what there was until they were sent, and ends.
 */

const AGENTS = 20;
const TICK_MS = 2;
const WITHOUT_FILES_MS = 15_000;

const [, , apiUrl = "", spoolDir = "", files = "0"] = process.argv;
const handler = apiUrl === "" ? undefined : new OpikCallbackHandler({ apiUrl, spoolDir });
const isSent = () => (handler?.health().replayed ?? 0) >= Number(files);
const threadCpuMs = openThreadCpu();
const [startMs, cpuBefore] = [performance.now(), process.cpuUsage()];
let [lastMs, lastCpuMs, pauseMs, pauseCpuMs] = [startMs, threadCpuMs(), 0, 0];
const ticks = setInterval(() => {
  const [nowMs, cpuMs] = [performance.now(), threadCpuMs()];
  pauseMs = Math.max(pauseMs, nowMs - lastMs - TICK_MS);
  pauseCpuMs = Math.max(pauseCpuMs, cpuMs - lastCpuMs);
  [lastMs, lastCpuMs] = [nowMs, cpuMs];
}, TICK_MS);
const ending = new AbortController();
const count = { runs: 0 };
const running = runAgents(AGENTS, handler === undefined ? openNoOp().callbacks : [handler], count, ending.signal);
if (files === "0") await wait(WITHOUT_FILES_MS);
else while (!isSent()) await wait(TICK_MS);
const seconds = (performance.now() - startMs) / 1000;
const cpuShare = cpuMicrosSince(cpuBefore) / 1e6 / seconds;
clearInterval(ticks);
ending.abort();
await running;
await handler?.flush({ timeoutMs: 60_000 });
const { replayed = 0, delivered = 0 } = handler?.health() ?? {};
process.send?.({ seconds, pauseMs, pauseCpuMs, cpuShare, replayed, delivered, runs: count.runs });
process.disconnect();
