import "@langchain/core/context";
import { RunnableLambda } from "@langchain/core/runnables";
import { Opik } from "opik";
import { beforeEach, expect, test } from "vitest";
import { currentSpan, scoreTrace } from "../../src/opik/index.js";
import { uuidV7 } from "../../src/records/uuid-v7.js";
import type { AnswerOther, OtherRequest } from "../support/opik-server/recording-opik-server.js";
import { type SdkWorld, sdkWorlds } from "./sdk-world.js";

const REQUESTS = Array.from({ length: 50 }, (_, index) => `q${index}`);
const scored: OtherRequest[] = [];
let answers: ReturnType<AnswerOther>[] = [];
const sdkWorld = sdkWorlds((request) => {
  if (request.path !== "/v1/private/traces/feedback-scores") return undefined;
  scored.push(request);
  return answers.shift() ?? { status: 204 };
});
beforeEach(() => {
  scored.length = 0;
  answers = [];
});

function clientOf(world: SdkWorld): Opik {
  return new Opik({ apiUrl: world.opik.url, projectName: "elsewhere" });
}

test("each of fifty concurrent runs is scored in its own trace and project, by its run id", async () => {
  const world = await sdkWorld();
  const options = { client: clientOf(world) };
  const chain = RunnableLambda.from((question: string) => `${question}!`);

  await Promise.all(
    REQUESTS.map(async (question) => {
      const runId = crypto.randomUUID();
      await chain.invoke(question, { callbacks: [world.handler], runId });
      const outcome = await scoreTrace(
        world.handler.traceOf(runId),
        { name: "helpful", value: 1, reason: question },
        options,
      );
      expect(outcome).toEqual({ status: "scored" });
    }),
  );

  const { traces } = await world.arrived();
  const scores = scored.map(({ method, body }) => ({ method, body }));
  for (const { id, input } of traces) {
    const { input: reason } = input as { input: string };
    expect(scores).toContainEqual({
      method: "PUT",
      body: { scores: [{ id, project_name: "tests", name: "helpful", value: 1, reason, source: "sdk" }] },
    });
  }
  expect(scores).toHaveLength(50);
});

test("code inside a run can score the trace of that run", async () => {
  const world = await sdkWorld();
  const chain = RunnableLambda.from(() =>
    scoreTrace(currentSpan(), { name: "tone", value: 0.5, categoryName: "neutral" }, { client: clientOf(world) }),
  );

  await chain.invoke("hi", { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  expect(scored[0]?.body).toMatchObject({
    scores: [{ id: trace.id, project_name: "tests", category_name: "neutral" }],
  });
});

test("a score for a trace's id alone goes to the client's project", async () => {
  const world = await sdkWorld();
  await RunnableLambda.from(() => "hi").invoke("hi", { callbacks: [world.handler] });
  const { trace } = await world.onlyTrace();

  await scoreTrace(trace.id, { name: "helpful", value: 0 }, { client: clientOf(world) });

  expect(scored[0]?.body).toMatchObject({ scores: [{ id: trace.id, project_name: "elsewhere", value: 0 }] });
});

test("scoreTrace reports a server that refuses, and throws nothing", async () => {
  const world = await sdkWorld();
  await RunnableLambda.from(() => "hi").invoke("hi", { callbacks: [world.handler] });
  const { trace } = await world.onlyTrace();
  answers = [{ status: 403 }];

  const outcome = await scoreTrace(trace.id, { name: "helpful", value: 1 }, { client: clientOf(world) });

  expect(outcome).toEqual({ status: "failed", problem: 'Opik did not take the score "helpful" (status 403)' });
});

const SCORED_TRACE = uuidV7(Date.now() * 1000);

test("a score that may succeed later is sent again soon, however long the server asks to wait", async () => {
  const world = await sdkWorld();
  answers = [{ status: 429, headers: { "retry-after": "3600" } }];

  const outcome = await scoreTrace(SCORED_TRACE, { name: "helpful", value: 1 }, { client: clientOf(world) });

  expect(outcome).toEqual({ status: "scored" });
  expect(scored).toHaveLength(2);
});

test("scoreTrace gives up after three attempts without an answer", async () => {
  const world = await sdkWorld();
  answers = ["never", "never", "never"];
  const options = { client: clientOf(world), timeoutMs: 500 };

  const outcome = await scoreTrace(SCORED_TRACE, { name: "helpful", value: 1 }, options);

  expect(outcome).toEqual({ status: "failed", problem: 'Opik did not take the score "helpful" (no answer in time)' });
  expect(scored).toHaveLength(3);
});

test.each([
  [null, { name: "helpful", value: 1 }],
  [7, undefined],
  [{ traceId: 7 }, null],
  [SCORED_TRACE, undefined],
])("scoreTrace refuses %j and %j, which untyped programs may pass, and throws nothing", async (trace, score) => {
  const world = await sdkWorld();

  const outcome = await scoreTrace(trace as never, score as never, { client: clientOf(world) });

  expect(outcome.status).toBe("failed");
  expect(scored).toEqual([]);
});

test.each([
  { wrong: "a run that nobody knows", trace: undefined, value: 1, problem: /no such trace/ },
  { wrong: "an id that is none of Opik's", trace: "run-7", value: 1, problem: /no such trace/ },
  {
    wrong: "a value that is no number",
    trace: "01a1fc46-488d-76ec-9132-3f8cd368a95c",
    value: Number.NaN,
    problem: /"helpful" is not a number/,
  },
])("scoreTrace sends nothing for $wrong, and returns why", async ({ trace, value, problem }) => {
  const world = await sdkWorld();

  const outcome = await scoreTrace(trace, { name: "helpful", value }, { client: clientOf(world) });

  expect(outcome.status === "failed" && outcome.problem).toMatch(problem);
  expect(scored).toEqual([]);
});
