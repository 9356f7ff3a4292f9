/**
 * Requests of a web server, each with a store of its own, of which the handler records a run. Prints which stores are
 * still held when all is sent and garbage was collected.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { RunnableLambda } from "@langchain/core/runnables";
import { OpikCallbackHandler } from "../../src/index.js";

const { TEST_API_URL = "", TEST_DIR = "", TEST_FLUSHES } = process.env;
const REQUESTS = 10;
/** What is let go of by a timer may take a moment; what is kept never goes. */
const MAX_COLLECTIONS = 100;

setFlagsFromString("--expose-gc");
const collectGarbage = () => {
  runInNewContext("gc()");
};
const handler = new OpikCallbackHandler({ apiUrl: TEST_API_URL, spoolDir: TEST_DIR });
const storage = new AsyncLocalStorage<object>();
const inner = RunnableLambda.from((text: string) => text);
const outer = RunnableLambda.from((text: string, config) => inner.invoke(text, config));

async function request(number: number): Promise<WeakRef<object>> {
  const store = { number };
  const known = new WeakRef<object>(store);
  await storage.run(store, async () => {
    await outer.invoke("hi", { callbacks: [handler] });
    if (TEST_FLUSHES === "true") await handler.flush();
  });
  return known;
}

const stores: WeakRef<object>[] = [];
for (let number = 0; number < REQUESTS; number += 1) stores.push(await request(number));
await handler.flush();
const held = () => stores.flatMap((store, number) => (store.deref() === undefined ? [] : [number]));
for (let collection = 0; collection < MAX_COLLECTIONS && held().length > 0; collection += 1) {
  await setTimeout(10);
  collectGarbage();
}
process.stdout.write(JSON.stringify(held()));
