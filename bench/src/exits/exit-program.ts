import { RunnableLambda } from "@langchain/core/runnables";
import { OpikCallbackHandler } from "langchain-opik";

// A short job: ten traced runs, and then the end that its argument names.

const [, , way = "process.exit()", traced] = process.argv;
const callbacks = traced === "traced" ? [new OpikCallbackHandler()] : [];
for (let run = 0; run < 10; run += 1) {
  const chain = RunnableLambda.from(() => "done").pipe(() => "again");
  await chain.invoke("go", { callbacks });
}
const stay = () => void setInterval(() => undefined, 60_000);
const ends: Readonly<Record<string, () => void>> = {
  "nothing left to do": () => undefined,
  "await without end": () => undefined,
  "process.exit()": () => process.exit(3),
  "an uncaught exception": () => {
    setTimeout(() => {
      throw new Error("the end");
    });
  },
  "an unhandled rejection": () => void Promise.reject(new Error("the end")),
  SIGTERM: stay,
  SIGINT: stay,
  SIGHUP: stay,
  "SIGTERM, handled": () => {
    process.on("SIGTERM", () => process.exit(3));
    stay();
  },
};
process.stdout.write("ready\n", () => ends[way]?.());
if (way === "await without end") await new Promise(() => undefined);
