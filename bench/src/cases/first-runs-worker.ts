import { once } from "node:events";
import { FIRST_RUNS } from "./first-runs.js";

const start = once(process, "message");
process.send?.("warm");
await start;

// To load LangChain and the contender is part of what is measured.
const startMs = performance.now();
const { assignedContender, flushAll, report } = await import("../harness/worker.js");
const { runShortChains } = await import("./short-chain.js");
const contender = await assignedContender();
await runShortChains(contender, FIRST_RUNS);
await flushAll(contender);
const { user, system } = process.cpuUsage();
report({ wallMicros: (performance.now() - startMs) * 1000, cpuMicros: user + system });
