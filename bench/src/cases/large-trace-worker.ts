import { RunnableLambda } from "@langchain/core/runnables";
import { runOptions } from "../contenders/contender.js";
import { heldBytes } from "../harness/held-bytes.js";
import { assignedContender, flushAll, report, waitForStart } from "../harness/worker.js";
import { CHILDREN_BETWEEN_FLUSHES, FIRST_CHILDREN, LATER_CHILDREN } from "./large-trace.js";

const contender = await assignedContender();
const child = RunnableLambda.from((input: string) => `${input} is a bird of the night.`);
const root = RunnableLambda.from(async (_: string, config) => {
  await run(FIRST_CHILDREN, config);
  const beforeBytes = heldBytes();
  await waitForStart();
  const startMs = performance.now();
  await run(LATER_CHILDREN, config);
  return { beforeBytes, wallMicros: (performance.now() - startMs) * 1000 };
});

const measured = await root.invoke("owls", runOptions(contender));
await flushAll(contender);
report({ ...measured, afterBytes: heldBytes() });

async function run(count: number, config: object): Promise<void> {
  for (let done = 0; done < count; done += 1) {
    await child.invoke(`owl ${done}`, config);
    if (done % CHILDREN_BETWEEN_FLUSHES === 0) await flushAll(contender);
  }
}
