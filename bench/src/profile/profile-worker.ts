import { readFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { runShortChains } from "../cases/short-chain.js";
import { WARM_UP_RUNS } from "../cases/short-runs.js";
import { assignedContender, cpuMicrosSince, flushAll, report, waitForStart } from "../harness/worker.js";
import { microsByPlace } from "./places.js";

/** Short runs, of which some warm the process up: their CPU time, or under V8's profiler where it goes. */
const [, , , , warmUp = "0", runs = "2000", mode = "cpu"] = process.argv;

const contender = await assignedContender();
for (let left = Number(warmUp); left > 0; left -= WARM_UP_RUNS) {
  await runShortChains(contender, WARM_UP_RUNS);
  await flushAll(contender);
}
await waitForStart();
report(await (mode === "profile" ? profile() : cpuTime()));

async function work(): Promise<void> {
  await runShortChains(contender, Number(runs));
  await flushAll(contender);
}

async function cpuTime(): Promise<Readonly<Record<string, number>>> {
  const cpuBefore = process.cpuUsage();
  const mainBefore = mainThreadMicros();
  await work();
  const mainMicros = mainThreadMicros() - mainBefore;
  return { mainMicros, otherMicros: cpuMicrosSince(cpuBefore) - mainMicros };
}

/** Samples are taken by the clock, also while other processes have the core: only their shares mean something. */
async function profile(): Promise<Readonly<Record<string, number>>> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 200 });
  await session.post("Profiler.start");
  await work();
  return Object.fromEntries(microsByPlace((await session.post("Profiler.stop")).profile));
}

/** As Linux counts it for a thread; the first of a process has its id. */
function mainThreadMicros(): number {
  const [nanoseconds = ""] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ");
  return Number(nanoseconds) / 1000;
}
