import { RunnableLambda } from "@langchain/core/runnables";
import { OpikCallbackHandler } from "../../../../../src/index.js";

// Traces a run and ends before its store can be open.
const [, , store = "", runName = ""] = process.argv;
const handler = new OpikCallbackHandler({ store });
await RunnableLambda.from((x: number) => x + 1).invoke(1, { callbacks: [handler], runName });
process.exit(0);
