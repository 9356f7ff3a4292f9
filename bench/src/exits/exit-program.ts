import { RunnableLambda } from "@langchain/core/runnables";
import { OpikCallbackHandler } from "langchain-opik";

// A short job: ten traced runs, and then the end that its argument names.

const [, , way = "process.exit()", traced] = process.argv;
const callbacks = traced === "traced" ? [new OpikCallbackHandler()] : [];
for (let run = 0; run < 10; run += 1) {
  const chain = RunnableLambda.from(() => "done").pipe(() => "again");
  await chain.invoke("go", { callbacks });
}
const ends: Readonly<Record<string, () => void>> = {
  "nothing left to do": () => undefined,
  "process.exit()": () => process.exit(3),
  "an uncaught exception": () => {
    setTimeout(() => {
      throw new Error("the end");
    });
  },
  "an unhandled rejection": () => void Promise.reject(new Error("the end")),
  SIGTERM: () => void setInterval(() => undefined, 60_000),
  "SIGTERM, handled": () => {
    process.on("SIGTERM", () => process.exit(3));
    setInterval(() => undefined, 60_000);
  },
};
process.stdout.write("ready\n", () => ends[way]?.());
