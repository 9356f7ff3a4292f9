import { disableLogger, ExactMatch, evaluate, Opik } from "opik";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DATABASES, openTestViewer, type TestViewer } from "../support/test-viewer.js";

interface Bird {
  readonly [field: string]: unknown;
  readonly input: string;
  readonly reference: string;
}

beforeAll(() => {
  disableLogger();
});

describe.each(DATABASES)("Opik's own client, with its traces kept in $name", ({ open }) => {
  let viewer: TestViewer;
  let client: Opik;
  beforeAll(async () => {
    viewer = await openTestViewer({}, open);
    client = new Opik({ apiUrl: viewer.apiUrl, projectName: "owls" });
  });
  afterAll(() => viewer.close());

  it("Opik's client finds the traces and spans that it has sent by any field", async () => {
    const trace = client.trace({ name: "night", input: { q: "who?" }, tags: ["x"], metadata: { user: "u-1" } });
    const usage = { prompt_tokens: 1_000, completion_tokens: 10, total_tokens: 1_010 };
    const span = trace.span({ name: "call", type: "llm", model: "own-model", provider: "acme", usage });
    span.end();
    trace.update({ output: { a: "me" }, tags: ["x", "y"] });
    trace.end();
    client.trace({ name: "day", threadId: "t-1" }).end();
    await client.flush();

    const names = async (filterString: string) =>
      (await client.searchTraces({ projectName: "owls", filterString })).map(({ name }) => name);
    expect(await names('name = "NIGHT"')).toEqual(["night"]);
    expect(await names('name != "night"')).toEqual(["day"]);
    expect(await names('tags contains "y"')).toEqual(["night"]);
    expect(await names('input contains "who"')).toEqual(["night"]);
    expect(await names('metadata.user = "u-1"')).toEqual(["night"]);
    expect(await names("usage.total_tokens > 1000")).toEqual(["night"]);
    expect(await names('thread_id = "t-1"')).toEqual(["day"]);
    expect(await names('start_time > "2026-01-01T00:00:00Z"')).toEqual(["day", "night"]);
    const [found] = await client.searchSpans({ projectName: "owls", filterString: 'type = "llm"' });
    expect(found).toMatchObject({ name: "call", model: "own-model", provider: "acme", usage, traceId: trace.data.id });
    const [whole] = await client.searchTraces({ projectName: "owls", filterString: 'name = "night"' });
    expect(whole).toMatchObject({ output: { a: "me" }, totalEstimatedCost: 1_020e-6, llmSpanCount: 1 });
    expect(await client.searchTraces({ projectName: "nobody's" })).toEqual([]);
  });

  it("Opik's client scores traces and spans, and finds them by their scores", async () => {
    const trace = client.trace({ name: "scored" });
    const span = trace.span({ name: "scored call" });
    trace.score({ name: "good", value: 0.5, reason: "so so" });
    span.score({ name: "fast", value: 1 });
    span.end();
    trace.end();
    await client.flush();
    trace.score({ name: "good", value: 0.75, reason: "better" });
    await client.flush();

    const [found] = await client.searchTraces({ projectName: "owls", filterString: "feedback_scores.good > 0.6" });
    expect(found).toMatchObject({ name: "scored", feedbackScores: [{ name: "good", value: 0.75, reason: "better" }] });
    const detail = (await viewer.page(`/traces/${trace.data.id}`)).body;
    expect(detail).toMatchObject({
      scores: [
        { spanId: span.data.id, name: "fast", value: 1 },
        { name: "good", value: 0.75 },
      ],
    });
    await client.api.traces.deleteTraceFeedbackScore(trace.data.id, { body: { name: "good" } });
    expect(await client.searchTraces({ projectName: "owls", filterString: "feedback_scores.good > 0" })).toEqual([]);
  });

  it("Opik's client evaluates a task on a dataset, and the experiment is kept", async () => {
    const dataset = await client.createDataset<Bird>("birds", "of the night");
    await dataset.insert([
      { input: "owl", reference: "owl" },
      { input: "bat", reference: "bird" },
    ]);
    await dataset.insert([{ input: "owl", reference: "owl" }]);

    const { testResults, experimentId } = await evaluate({
      client,
      dataset,
      task: ({ input }: Bird) => Promise.resolve({ output: input }),
      scoringMetrics: [new ExactMatch()],
      scoringKeyMapping: { expected: "reference" },
      experimentName: "guess",
    });

    expect(testResults).toHaveLength(2);
    const values = testResults.flatMap(({ scoreResults }) => scoreResults.map(({ value }) => value));
    expect(values.sort()).toEqual([0, 1]);
    expect(await client.getExperimentById(experimentId)).toMatchObject({ name: "guess", datasetName: "birds" });
    const [trace] = await client.searchTraces({ filterString: "feedback_scores.exact_match = 1", projectName: "owls" });
    expect(trace).toMatchObject({ source: "experiment", name: "evaluation_task" });
    expect(await (await client.getDataset("birds")).getItems()).toHaveLength(2);
  });

  it("Opik's client finds conversations", async () => {
    for (const turn of ["hello", "bye"]) {
      client.trace({ name: turn, threadId: "talk", input: { input: turn }, output: { output: `${turn}!` } }).end();
      await client.flush();
    }

    const threads = await client.searchThreads({ projectName: "owls" });
    const talk = threads.find(({ id }) => id === "talk");
    expect(talk).toMatchObject({
      numberOfMessages: 4,
      firstMessage: { input: "hello" },
      lastMessage: { output: "bye!" },
    });
    await client.api.traces.closeTraceThread({ projectName: "owls", threadId: "talk" });
    const closed = await client.api.traces.getTraceThread({ projectName: "owls", threadId: "talk" });
    expect(closed).toMatchObject({ id: "talk", status: "inactive" });
  });

  it("Opik's client finds projects by name and by id", async () => {
    const found = await client.api.projects.retrieveProject({ name: "OWLS" });
    expect(found).toMatchObject({ name: "owls" });
    expect(await client.api.projects.getProjectById(found.id ?? "")).toMatchObject({ name: "owls" });
    expect((await client.api.projects.findProjects({ name: "ow" })).content).toMatchObject([{ name: "owls" }]);
    await client.api.projects.createProject({ name: "empty" });
    expect(await client.api.projects.retrieveProject({ name: "empty" })).toMatchObject({ name: "empty" });
  });
});
