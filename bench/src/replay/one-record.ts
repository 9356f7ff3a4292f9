import { RunnableLambda } from "@langchain/core/runnables";
import { OpikCallbackHandler } from "langchain-opik";

/** A program that records one run and leaves it on disk. Its arguments: the server's address and the spool's folder. */

const [, , apiUrl = "", spoolDir = ""] = process.argv;
const handler = new OpikCallbackHandler({ apiUrl, spoolDir, sendAtExit: false });
await RunnableLambda.from((question: string) => question.length).invoke("Where is my order? ".repeat(20), {
  callbacks: [handler],
});
process.exit();
