import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asJsonObject } from "../../../src/records/json/json-object.js";
import { printTraces } from "../../../src/testing/index.js";
import { type ModelServer, startModelServer } from "../../support/models/model-server.js";
import { type RecordingOpikServer, startRecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";
import { onceBuilt } from "../../support/process/once-built.js";
import { ConfigApi } from "../config-api.js";
import { RunnerApi, type RunnerJob } from "./runner-api.js";

const runner = new RunnerApi();
const configs = new ConfigApi();
let opik: RecordingOpikServer;
let models: ModelServer;
let program: ChildProcess;

beforeAll(async () => {
  configs.publish("v1", { model: "gpt-4o", tone: "formal" });
  configs.save("v2", { model: "gpt-4.1", tone: "merry" });
  configs.mask("mask-1", { model: "gpt-4.1-mini", tone: "gruff" });
  opik = await startRecordingOpikServer({
    answerOther: (request) => runner.answer(request) ?? configs.answer(request),
  });
  models = await startModelServer();
  program = startProgram();
  await opik.waitFor(() => "planner" in runner.agents);
});
afterAll(async () => {
  program.kill("SIGKILL");
  await Promise.all([opik.close(), models.close()]);
});

/** In a process of its own: the SDK's runner listens to its signals, and ends it. */
function startProgram(environment: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, [onceBuilt(new URL("runner-program.ts", import.meta.url))], {
    env: {
      ...process.env,
      MODEL_URL: models.url,
      OPIK_URL_OVERRIDE: opik.url,
      OPIK_PROJECT_NAME: "agents",
      OPIK_RUNNER_MODE: "true",
      OPIK_RUNNER_ID: "runner-1",
      OPIK_LOG_LEVEL: "ERROR",
      ...environment,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

let jobs = 0;

/** Has an agent run, and waits for what is reported and for its whole trace. */
async function run(job: Omit<RunnerJob, "id">) {
  jobs += 1;
  const id = `job-${jobs}`;
  runner.ask({ id, ...job });
  await opik.waitFor(() => runner.outcome(id) !== undefined);
  const outcome = asJsonObject(runner.outcome(id));
  const own = () => opik.spans.filter((span) => span.trace_id === outcome.trace_id);
  await opik.waitFor(() => own().some((span) => span.name === job.agent_name && span.parent_span_id !== undefined));
  const trace = opik.traces.find((one) => one.id === outcome.trace_id);
  if (trace === undefined) throw new Error(`The trace of ${id} did not come under the id that the runner gave it.`);
  return { id, outcome, trace, text: printTraces({ traces: [trace], spans: own() }), spans: own() };
}

const TRIP = { city: "Bern", days: "3", budget: "99.5", isQuiet: "true" };

test("the runner registers the agents with the names and types of their parameters", () => {
  const required = { presence: "required" };
  expect(runner.agents).toMatchObject({
    planner: {
      params: [
        { name: "city", type: "string", ...required },
        { name: "days", type: "integer", ...required },
        { name: "budget", type: "float", ...required },
        { name: "isQuiet", type: "boolean", ...required },
        { name: "wish", type: "string", presence: "optional" },
      ],
    },
    broken: { params: [] },
  });
});

test("a job runs the agent with its inputs, in a trace with the id from the runner, and reports the answer", async () => {
  const { id, outcome, trace, text, spans } = await run({ agent_name: "planner", inputs: { wish: "cake", ...TRIP } });

  const told = JSON.stringify({ city: "Bern", days: 3, budget: 99.5, isQuiet: true, wish: "cake", tone: "formal" });
  expect(outcome).toMatchObject({ status: "completed", result: { type: "ai", content: `echo: ${told}` } });
  expect(trace).toMatchObject({
    name: "planner",
    project_name: "agents",
    input: { arguments: ["Bern", 3, 99.5, true, "cake"] },
    metadata: { agent_configuration: { blueprint_version: "v1" }, summary: { llm_calls: 1 } },
  });
  expect(text).toMatchInlineSnapshot(`
    "planner
      planner
        planner
          RunnableLambda
          ChatPromptTemplate
          ChatOpenAI (llm gpt-4o)"
  `);
  expect(new Set(spans.map((span) => span.project_name))).toEqual(new Set(["agents"]));
  expect(runner.logs.get(id)).toContain("planning for Bern");
});

test("concurrent jobs each have a trace, inputs and a version of their own", async () => {
  const cities = Array.from({ length: 10 }, (_, index) => `city ${index}`);

  const done = await Promise.all(
    cities.map((city, index) =>
      run({
        agent_name: "planner",
        inputs: { ...TRIP, city },
        ...(index % 2 === 0 ? { blueprint_name: "v2" } : { mask_id: "mask-1" }),
      }),
    ),
  );

  for (const [index, { trace, outcome }] of done.entries()) {
    const isNamed = index % 2 === 0;
    expect(JSON.stringify(outcome.result)).toContain(`city ${index}`);
    expect(JSON.stringify(outcome.result)).toContain(isNamed ? "merry" : "gruff");
    expect(trace.metadata).toMatchObject({
      agent_configuration: isNamed ? { blueprint_version: "v2" } : { _mask_id: "mask-1" },
      summary: { answered_by: { model: isNamed ? "gpt-4.1" : "gpt-4.1-mini" } },
    });
  }
});

test("an agent that throws makes a failed job, with its reason", async () => {
  const { outcome, trace } = await run({ agent_name: "broken", inputs: {} });

  expect(outcome).toMatchObject({ status: "failed", error: "RangeError: no such city" });
  expect(trace.error_info).toMatchObject({ exception_type: "RangeError" });
});

test("a runner that is stopped right after a job sends what it has recorded before it ends", async () => {
  const stopped = startProgram({ OPIK_RUNNER_ID: "runner-2", OPIK_LANGCHAIN_MAX_WAIT_MS: "600000" });
  program.kill("SIGKILL");
  const before = opik.spans.length;
  await opik.waitFor(() => runner.registrations === 2);
  runner.ask({ id: "last", agent_name: "planner", inputs: TRIP });
  await opik.waitFor(() => runner.outcome("last") !== undefined);

  stopped.kill("SIGTERM");
  await once(stopped, "close");

  expect(stopped.exitCode).toBe(0);
  expect(opik.spans.slice(before).map(({ name }) => name)).toContain("ChatOpenAI");
  expect(opik.violations).toEqual([]);
});
