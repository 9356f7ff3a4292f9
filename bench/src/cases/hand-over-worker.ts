import { assignedContender, cpuMicrosSince, flushAll, report, waitForStart } from "../harness/worker.js";
import { HAND_OVERS, RUNS_A_HAND_OVER } from "./hand-over.js";
import { runShortChains } from "./short-chain.js";

const contender = await assignedContender();
for (let count = 0; count < HAND_OVERS; count += 1) await handOver();
await waitForStart();

let cpuMicros = 0;
for (let count = 0; count < HAND_OVERS; count += 1) cpuMicros += await handOver();
report({ cpuMicros });

/** The CPU time from the last accepted record to the server's answer. */
async function handOver(): Promise<number> {
  await runShortChains(contender, RUNS_A_HAND_OVER);
  const before = process.cpuUsage();
  await flushAll(contender);
  return cpuMicrosSince(before);
}
