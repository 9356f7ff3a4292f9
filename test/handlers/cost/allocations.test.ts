import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { onceBuilt } from "../../support/process/once-built.js";

/** So that the same work always allocates the same. */
const FLAGS = [
  "--single-threaded",
  "--no-opt",
  "--no-sparkplug",
  "--max-semi-space-size=256",
  "--min-semi-space-size=256",
];
/** What tracing adds to a run of prompt | model | parser, which is a trace and three spans, on Node.js 20. */
const BYTES_OF_TRACED_RUN = 139_400;
const TOLERANCE = 1.1;

/** The number holds for the V8 of one version alone. */
const isNode20 = process.version.startsWith("v20.");

function bytesOfRun(handler: "traced" | "no-op"): number {
  const program = onceBuilt(new URL("allocations-program.ts", import.meta.url));
  // Nothing is sent while the runs go on, so that no server is needed.
  const env = { ...process.env, OPIK_API_KEY: "key", OPIK_URL_OVERRIDE: "http://127.0.0.1:9/api" };
  return Number(execFileSync(process.execPath, [...FLAGS, program, handler], { env, encoding: "utf8", stdio: "pipe" }));
}

it.runIf(isNode20)("a traced run allocates at most a tenth more than when this was last measured", () => {
  const bytes = bytesOfRun("traced") - bytesOfRun("no-op");
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(BYTES_OF_TRACED_RUN * TOLERANCE);
});
