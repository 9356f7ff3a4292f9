import { heldBytes } from "../harness/held-bytes.js";
import { assignedContender, flushAll, report, waitForStart } from "../harness/worker.js";
import { FIRST_RUNS, LATER_RUNS, RUNS_BETWEEN_FLUSHES } from "./heap.js";
import { runShortChains } from "./short-chain.js";

const contender = await assignedContender();
await run(FIRST_RUNS);
const beforeBytes = heldBytes();
await waitForStart();
await run(LATER_RUNS);
report({ beforeBytes, afterBytes: heldBytes() });

async function run(count: number): Promise<void> {
  for (let done = 0; done < count; done += RUNS_BETWEEN_FLUSHES) {
    await runShortChains(contender, RUNS_BETWEEN_FLUSHES);
    await flushAll(contender);
  }
}
