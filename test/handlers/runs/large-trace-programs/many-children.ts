/** Runs very many children under one root and prints by how many bytes the heap grew over the later half of them. */
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { RunnableLambda } from "@langchain/core/runnables";
import { OpikCallbackHandler } from "../../../../src/index.js";

const { TEST_API_URL = "" } = process.env;
const CHILDREN_A_HALF = 3_000;
const INPUT = "x".repeat(4_000);

setFlagsFromString("--expose-gc");
const collectGarbage: unknown = runInNewContext("gc");

// On a slow machine the root would be shown while it is open, and its children with it: other records than are counted.
const handler = new OpikCallbackHandler({ apiUrl: TEST_API_URL, liveAfterMs: 0 });
const child = RunnableLambda.from((input: string) => {
  if (!input.endsWith("fine")) throw new Error(`no ${input}`);
  return input;
}).withConfig({ runName: "child" });

/** One that ends well, one that fails, and one that fails as it has always failed: a further try of the same call. */
const QUESTIONS: readonly ((index: number) => string)[] = [
  (index) => `${INPUT}${index} fine`,
  (index) => `${INPUT}${index}`,
  () => `${INPUT}again`,
];

async function runHalf(from: number, config: object): Promise<number> {
  for (let index = from; index < from + CHILDREN_A_HALF; index += 1) {
    const question = QUESTIONS[index % QUESTIONS.length];
    if (question !== undefined) await child.invoke(question(index), config).catch(() => undefined);
  }
  const { waiting } = await handler.flush({ timeoutMs: 60_000 });
  if (waiting > 0) throw new Error(`${waiting} records still wait: the heap tells nothing.`);
  // Twice: what the first pass finalises is collected in the second.
  for (let pass = 0; pass < 2; pass += 1) {
    await setImmediate();
    if (isCall(collectGarbage)) collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

function isCall(value: unknown): value is () => void {
  return typeof value === "function";
}

const root = RunnableLambda.from(async (_: string, config) => {
  const before = await runHalf(0, config);
  return (await runHalf(CHILDREN_A_HALF, config)) - before;
});
const grownBytes = await root.invoke("go", { callbacks: [handler] });
const { dropped } = await handler.flush();
process.stdout.write(JSON.stringify({ grownBytes, dropped }));
