/** A program with little memory and large inputs, whose server keeps silent. Prints what is in its queue at the end. */
import { getHeapStatistics } from "node:v8";
import { OpikCallbackHandler } from "../../../src/index.js";

const RUNS = 100;
const INPUT_LENGTH = 900_000;

const handler = new OpikCallbackHandler({ apiUrl: process.env.TEST_API_URL ?? "", spool: false });
for (let number = 0; number < RUNS; number += 1) {
  const id = crypto.randomUUID();
  handler.handleChainStart(
    { lc: 1, type: "not_implemented", id: ["run"] },
    { text: String(number).padEnd(INPUT_LENGTH, "w") },
    id,
  );
  handler.handleChainEnd({}, id);
}
const { queue, dropped } = handler.health();
process.stdout.write(JSON.stringify({ queue, dropped, heapLimitBytes: getHeapStatistics().heap_size_limit }));
process.exit(0);
