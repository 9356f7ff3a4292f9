import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import { SCENARIOS } from "./scenarios.js";
import { openTracer, TRACERS } from "./tracers.js";

/** A program of a user: it is traced by one tracer, does one thing, and ends. Its last line says what the flush told. */
const [, , tracerName, scenarioName = "", serverUrl = "", modelUrl = ""] = process.argv;
const scenario = SCENARIOS.get(scenarioName);
const name = TRACERS.find((known) => known === tracerName);
if (scenario === undefined || name === undefined) throw new Error("Expected a tracer and a scenario.");

const tracer = await openTracer(name, serverUrl, scenario.settings);
if (tracer === undefined) {
  console.log(JSON.stringify("no such setting"));
} else {
  await scenario.run(tracer.callbacks.length === 0 ? undefined : [...tracer.callbacks], modelUrl);
  if (scenario.end === "flush") {
    // A server would live on; without it a flush in threads that hold no process may never come to its end.
    const hold = setInterval(() => undefined, 1_000);
    await awaitAllCallbacks();
    const told = await tracer.flush().catch((error: unknown) => `it throws: ${String(error).split("\n")[0]}`);
    clearInterval(hold);
    console.log(`\n${JSON.stringify(told ?? "nothing")}`);
  }
  if (scenario.end === "process.exit()") process.exit();
}
