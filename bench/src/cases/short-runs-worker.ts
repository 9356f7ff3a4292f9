import { assignedContender, cpuMicrosSince, flushAll, peakBytes, report, waitForStart } from "../harness/worker.js";
import { runShortChains } from "./short-chain.js";
import { SHORT_RUNS, WARM_UP_RUNS } from "./short-runs.js";

const contender = await assignedContender();
// In pieces, so that what needs the event loop, such as a client's first look at its server, has its time.
for (let runs = Number(process.argv[4]); runs > 0; runs -= WARM_UP_RUNS) {
  await runShortChains(contender, WARM_UP_RUNS);
  await flushAll(contender);
}
await waitForStart();

const cpuBefore = process.cpuUsage();
const startMs = performance.now();
await runShortChains(contender, SHORT_RUNS);
const wallMicros = (performance.now() - startMs) * 1000;
await flushAll(contender);
report({ wallMicros, cpuMicros: cpuMicrosSince(cpuBefore), peakBytes: peakBytes() });
