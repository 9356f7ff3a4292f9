/** Hardens its world as SES does, then traces a chain and a function of its own. Prints what became of the records. */
import { RunnableLambda } from "@langchain/core/runnables";
import { traced } from "../../../../src/chains/index.js";
import { flushTraces, OpikCallbackHandler } from "../../../../src/index.js";

const { TEST_API_URL = "" } = process.env;
const double = traced("double", (x: number) => 2 * x);
const chain = RunnableLambda.from((x: number) => double(x)).withConfig({ runName: "frozen" });
const handler = new OpikCallbackHandler({ apiUrl: TEST_API_URL });

for (const one of [Object, Array, Function, Error, Promise, Map, Set, String, Date]) Object.freeze(one.prototype);
Object.freeze(globalThis);

const answer = await chain.invoke(2, { callbacks: [handler] });
const fresh = traced("fresh", (x: number) => x);
await handler.flush();
process.stdout.write(`${JSON.stringify({ answer, fresh: await fresh(1), ...(await flushTraces()) })}\n`);
