// Plain JavaScript: it runs against whatever was installed beside it, by whichever package manager.
import { RunnableLambda } from "@langchain/core/runnables";
import { OpikCallbackHandler } from "langchain-opik";

const handler = new OpikCallbackHandler({ projectName: "installs" });
const program = RunnableLambda.from((x) => x + 1)
  .pipe(RunnableLambda.from((x) => x * 2))
  .withConfig({ runName: "program" });
await program.invoke(1, { callbacks: [handler] });
await handler.flush();
if (process.env.WITH_OPIK === "true") await import("langchain-opik/opik");
await import("langchain-opik/chains");
