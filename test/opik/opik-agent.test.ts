import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda } from "@langchain/core/runnables";
import { Annotation, START, StateGraph } from "@langchain/langgraph";
import { Opik } from "opik";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { opikAgent } from "../../src/opik/index.js";
import { asJsonObject } from "../../src/records/json/json-object.js";
import { printedTrace } from "../support/traces/printed-trace.js";
import { ConfigApi } from "./config-api.js";
import { type SdkWorld, sdkWorlds } from "./sdk-world.js";

const REQUESTS = Array.from({ length: 50 }, (_, index) => `q${index}`);
const FALLBACK = { model: "gpt-4o-mini", temperature: 0.2, tone: "friendly" };
let api = new ConfigApi();
const sdkWorld = sdkWorlds((request) => api.answer(request));
const warn = vi.spyOn(console, "warn").mockImplementation(() => {});

beforeEach(() => {
  api = new ConfigApi();
  warn.mockClear();
});
afterEach(() => {
  expect(warn).not.toHaveBeenCalled();
});

let agents = 0;

function supportAgent(world: SdkWorld, { name = "support", timeoutMs = 20_000 } = {}) {
  // Each with a project of its own, because the SDK keeps what it read of one.
  agents += 1;
  return opikAgent({
    name,
    projectName: `agents ${agents}`,
    params: [{ name: "question", type: "string" }],
    config: { fallback: FALLBACK, timeoutMs },
    client: new Opik({ apiUrl: world.opik.url }),
    handler: world.handler,
    build: ({ model, tone }) => ChatPromptTemplate.fromTemplate(`As {question}, ${tone}`).pipe(world.chatModel(model)),
  });
}

test("fifty concurrent calls of an agent each run with the version of the configuration that their traces name", async () => {
  const world = await sdkWorld();
  api.publish("v7", { model: "gpt-4.1", temperature: "0.9", tone: "formal" });
  const ask = supportAgent(world);

  const answers = await Promise.all(REQUESTS.map((question) => ask(question)));

  expect(answers.map(({ text }) => text)).toEqual(REQUESTS.map((question) => `echo: As ${question}, formal`));
  const { traces, spans } = await world.arrived();
  expect(traces).toHaveLength(50);
  for (const trace of traces) {
    expect(trace).toMatchObject({
      name: "support",
      project_name: `agents ${agents}`,
      metadata: { agent_configuration: { blueprint_version: "v7", values: { tone: { value: "formal" } } } },
      output: { type: "ai" },
    });
    expect(asJsonObject(trace.metadata).summary).toMatchObject({ llm_calls: 1 });
    expect(printedTrace(world.opik, trace.id)).toEqual([
      "support",
      "  support",
      "    support",
      "      ChatPromptTemplate",
      "      ChatOpenAI (llm gpt-4.1)",
    ]);
  }
  expect(new Set(spans.map((span) => span.project_name))).toEqual(new Set([`agents ${agents}`]));
});

test("an agent's fallback becomes the first version of its configuration where Opik has none yet", async () => {
  const world = await sdkWorld();
  const ask = supportAgent(world);

  expect((await ask("hi")).text).toBe("echo: As hi, friendly");

  expect((await world.onlyTrace()).trace.metadata).toMatchObject({ agent_configuration: { blueprint_version: "v1" } });
});

test("an agent runs with its fallback where Opik cannot be reached", async () => {
  const world = await sdkWorld();
  api.state = "down";

  expect((await supportAgent(world)("hi")).text).toBe("echo: As hi, friendly");
});

test("an agent runs with its fallback where Opik does not answer in time, and one line says so", async () => {
  const world = await sdkWorld();
  api.state = "silent";

  expect((await supportAgent(world, { name: "slow", timeoutMs: 20 })("hi")).text).toBe("echo: As hi, friendly");

  expect(warn.mock.calls).toEqual([[expect.stringMatching(/agent "slow".*no answer within 20 ms/)]]);
  warn.mockClear();
});

test("a configuration that lacks a field of the fallback is not used, and one line says why", async () => {
  const world = await sdkWorld();
  api.publish("v8", { model: "gpt-4.1" });

  expect((await supportAgent(world)("hi")).text).toBe("echo: As hi, friendly");
  expect((await supportAgent(world)("ho")).text).toBe("echo: As ho, friendly");

  expect(warn.mock.calls).toEqual([
    [expect.stringMatching(/agent "support" runs with the fallback.*missing expected field/)],
  ]);
  warn.mockClear();
});

test("an agent may build a graph as well as a chain, with every parameter by its name", async () => {
  const world = await sdkWorld();
  const State = Annotation.Root({ city: Annotation<string>, days: Annotation<number>, plan: Annotation<string> });
  const plan = opikAgent({
    name: "planner",
    projectName: "graphs",
    params: [
      { name: "city", type: "string" },
      { name: "days", type: "integer", presence: "optional" },
    ],
    config: { fallback: { unit: "days" } },
    client: new Opik({ apiUrl: world.opik.url }),
    handler: world.handler,
    build: async ({ unit }) => {
      const graph = new StateGraph(State)
        .addNode("write", ({ city, days }) => ({ plan: `${days} ${unit} in ${city}` }))
        .addEdge(START, "write")
        .compile();
      return RunnableLambda.from(async ({ city, days = 1 }: { city: string; days: number | undefined }) =>
        graph.invoke({ city, days }),
      );
    },
  });

  expect((await plan("Zurich", 3)).plan).toBe("3 days in Zurich");
  expect((await plan("Bern", undefined)).plan).toBe("1 days in Bern");
});

test("an error that an agent throws is thrown to the caller", async () => {
  const world = await sdkWorld(() => ({ kind: "error", status: 401 }));

  await expect(supportAgent(world)("hi")).rejects.toMatchObject({ status: 401 });

  expect((await world.onlyTrace()).trace.error_info).toBeDefined();
});
