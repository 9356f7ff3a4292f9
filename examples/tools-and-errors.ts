// A tool that throws: its span has the error, and the chain above it fails with it. The program sees the same error.
import { RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { OpikCallbackHandler } from "langchain-opik";
import { z } from "zod";
import { showTraces } from "./offline.js";

const divide = tool(
  ({ dividend, divisor }) => {
    if (divisor === 0) throw new RangeError("The divisor is zero.");
    return dividend / divisor;
  },
  { name: "divide", description: "Divides.", schema: z.object({ dividend: z.number(), divisor: z.number() }) },
);
const calculation = RunnableLambda.from(async (divisor: number, config) => {
  const half: number = await divide.invoke({ dividend: 10, divisor: 2 }, config);
  return divide.invoke({ dividend: half, divisor }, config);
});

const handler = new OpikCallbackHandler({ projectName: "examples" });
try {
  await calculation.invoke(0, { callbacks: [handler], runName: "calculation" });
} catch (error) {
  console.log(`The program sees: ${String(error)}`);
}

await handler.flush();
await showTraces();
