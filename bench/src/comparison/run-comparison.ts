import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { takeFreshBuild } from "../harness/fresh-build.js";
import { versionsOf } from "../report/machine-info.js";
import { FINDINGS, type Outcome } from "./findings.js";
import { type ModelServer, startModelServer } from "./model-server.js";
import { plainBody, recordedBy } from "./recorded.js";
import { RecordingServer } from "./recording-server.js";
import { MODEL_KEY, SCENARIOS } from "./scenarios.js";
import { TRACERS, type TracerName } from "./tracers.js";

/** `npm run compare`: the same programs under each tracer, and what arrived. docs/comparison.md has the results. */

const { values } = parseArgs({
  options: {
    tracer: { type: "string", multiple: true, default: [...TRACERS] },
    scenario: { type: "string", multiple: true, default: [...SCENARIOS.keys()] },
    dump: { type: "string" },
  },
});
const PROGRAM = fileURLToPath(new URL("./program.js", import.meta.url));
const DOWN = "server down";

takeFreshBuild();
console.log(
  versionsOf(["@langchain/core", "langchain-opik", "opik-langchain", "opik", "@langfuse/langchain", "langsmith"]),
);
console.log(
  versionsOf(["@arizeai/openinference-instrumentation-langchain", "@langchain/langgraph", "@langchain/openai"]),
);
const models = await startModelServer();
for (const scenario of values.scenario) {
  console.log(`\n${scenario}`);
  for (const tracer of TRACERS.filter((name) => values.tracer.includes(name))) {
    const found = scenario === DOWN ? await throughAnOutage(tracer) : await ofScenario(tracer, scenario);
    console.log(`  ${tracer.padEnd(16)} ${found}`);
  }
}
models.close();

async function ofScenario(tracer: TracerName, scenario: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "comparison-"));
  const server = await RecordingServer.start();
  try {
    const outcome = outcomeOf(server, await run(tracer, scenario, { server, models, folder }));
    if (values.dump !== undefined) {
      writeFileSync(join(values.dump, `${tracer} ${scenario}.json`.replaceAll(/[ ()]/g, "-")), outcome.bodies);
    }
    const key = outcome.bodies.includes(MODEL_KEY) ? "; THE MODEL'S KEY WAS SENT" : "";
    return `${FINDINGS[scenario]?.(outcome) ?? ""}${key}`;
  } finally {
    await server.down();
    rmSync(folder, { recursive: true });
  }
}

/** A program runs and ends while the server is down, another one runs when it is up again. */
async function throughAnOutage(tracer: TracerName): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "comparison-"));
  const server = await RecordingServer.start();
  try {
    await server.down();
    const began = performance.now();
    const told = await run(tracer, DOWN, { server, models, folder });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    await server.up();
    await run(tracer, DOWN, { server, models, folder });
    const { records } = outcomeOf(server, "");
    const traces = records.filter(({ isRoot, hasEnded }) => isRoot && hasEnded).length;
    return `${traces} of 2 traces arrived; the first program took ${seconds} s; its flush told ${told.slice(0, 160)}`;
  } finally {
    await server.down();
    rmSync(folder, { recursive: true });
  }
}

interface World {
  readonly server: RecordingServer;
  readonly models: ModelServer;
  /** The home of the programs, in which what waits is kept. */
  readonly folder: string;
}

/** Runs the program to its end; returns the last line of what it printed. */
async function run(tracer: TracerName, scenario: string, { server, models, folder }: World): Promise<string> {
  const child = spawn(process.execPath, [PROGRAM, tracer, scenario, server.url, models.url], {
    env: { PATH: process.env.PATH, HOME: folder, OPIK_LOG_LEVEL: "ERROR", LANGSMITH_TRACING: "false" },
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 180_000,
  });
  return (await text(child.stdout)).trim().split("\n").at(-1) ?? "";
}

function outcomeOf({ arrivals }: RecordingServer, told: string): Outcome {
  const otherPaths = arrivals.map(({ path }) => path).filter((path) => /attachment|media|upload/.test(path));
  return {
    records: recordedBy(arrivals),
    bodies: arrivals.map((arrival) => plainBody(arrival).toString()).join("\n"),
    wireBytes: arrivals.reduce((sum, { body }) => sum + body.length, 0),
    otherPaths: [...new Set(otherPaths.map((path) => path.split("?")[0] ?? ""))],
    told,
  };
}
