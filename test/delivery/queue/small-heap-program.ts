/** A program with little memory whose records go to one server after the other. Prints an outcome for each. */
import { text } from "node:stream/consumers";
import { getHeapStatistics } from "node:v8";
import { OpikCallbackHandler } from "../../../src/index.js";
import type { FlushResult } from "../../../src/records/record-sink.js";

/** What the program is told. */
export interface Plan {
  readonly servers: readonly string[];
  readonly spool: boolean;
  readonly runs: number;
  /** What the runs are given, one after the other and again. */
  readonly inputs: readonly string[];
}

export interface Outcome extends Pick<FlushResult, "delivered" | "spooled" | "dropped"> {
  /** What was in memory when all records had come, beside what is there anyway. */
  readonly addedBytes: number;
  readonly heapLimitBytes: number;
}

const { servers, spool, runs, inputs } = JSON.parse(await text(process.stdin)) as Plan;
/** After each tenth of the runs, requests and files have their turn. */
const RUNS_AT_ONCE = Math.ceil(runs / 10);
/** Long enough for all kinds of answers; what was not delivered by then is not lost. */
const FLUSH_MS = 500;

const outcomes: Outcome[] = [];
for (const apiUrl of servers) outcomes.push(await traceTo(apiUrl));
process.stdout.write(JSON.stringify(outcomes));
process.exit(0);

async function traceTo(apiUrl: string): Promise<Outcome> {
  const handler = new OpikCallbackHandler({ apiUrl, spool });
  const beforeBytes = liveBytes();
  for (let number = 0; number < runs; number += 1) {
    traceRun(handler, `${number} ${inputs[number % inputs.length] ?? ""}`);
    if (number % RUNS_AT_ONCE === 0) await turn();
  }
  const addedBytes = liveBytes() - beforeBytes;
  await handler.flush({ timeoutMs: FLUSH_MS });
  await handler.close({ timeoutMs: 0 });
  while (handler.health().queue.records > 0) await turn();
  const { delivered, spooled, dropped } = handler.health();
  return { addedBytes, heapLimitBytes: getHeapStatistics().heap_size_limit, delivered, spooled, dropped };
}

function traceRun(handler: OpikCallbackHandler, input: string): void {
  const id = crypto.randomUUID();
  handler.handleChainStart({ lc: 1, type: "not_implemented", id: ["run"] }, { input }, id);
  handler.handleChainEnd({}, id);
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function liveBytes(): number {
  globalThis.gc?.();
  return getHeapStatistics().used_heap_size;
}
