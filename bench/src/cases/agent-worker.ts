import { median } from "../harness/numbers.js";
import { assignedContender, cpuMicrosSince, flushAll, peakBytes, report, waitForStart } from "../harness/worker.js";
import { type AgentRun, runAgent } from "./agent.js";
import { AGENTS, EARLY_TURNS, LATE_TURNS, WARM_UP_AGENTS } from "./agents.js";

const contender = await assignedContender();
for (let count = 0; count < WARM_UP_AGENTS; count += 1) await runAgent(contender);
await flushAll(contender);
await waitForStart();

const cpuBefore = process.cpuUsage();
const runs: AgentRun[] = [];
for (let count = 0; count < AGENTS; count += 1) runs.push(await runAgent(contender));
await flushAll(contender);
report({
  earlyMicros: turnMicros(EARLY_TURNS),
  lateMicros: turnMicros(LATE_TURNS),
  earlyListBytes: listBytes(EARLY_TURNS),
  lateListBytes: listBytes(LATE_TURNS),
  cpuMicros: cpuMicrosSince(cpuBefore),
  peakBytes: peakBytes(),
});

/** Of the middle turn among these turns of all agents. */
function turnMicros({ from, to }: typeof EARLY_TURNS): number {
  return median(runs.flatMap((run) => run.turnMicros.slice(from - 1, to)));
}

function listBytes({ from, to }: typeof EARLY_TURNS): number {
  return median(runs.flatMap((run) => run.listBytes.slice(from - 1, to)));
}
