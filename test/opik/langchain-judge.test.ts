import { SimpleChatModel } from "@langchain/core/language_models/chat_models";
import { RunnableLambda } from "@langchain/core/runnables";
import {
  AnswerRelevance,
  evaluate,
  evaluatePrompt,
  GEval,
  Hallucination,
  ModelGenerationError,
  Opik,
  runTests,
} from "opik";
import { expect, test, vi } from "vitest";
import { langChainJudge } from "../../src/opik/index.js";
import type { ModelCall, ModelScript } from "../support/models/model-server.js";
import { spanNamed } from "../support/opik-server/find-span.js";
import { printedTrace } from "../support/traces/printed-trace.js";
import { textMatching } from "../support/traces/text-matchers.js";
import { DatasetApi } from "./dataset-api.js";
import { chainOf, datasetOf, type Item, scoresOf } from "./experiment-world.js";
import { type SdkWorld, sdkWorlds } from "./sdk-world.js";

const api = new DatasetApi();
const sdkWorld = sdkWorlds(api.answer);
const VERDICT = '{"score":0,"reason":"It is all there."}';

/** A model that can neither call tools nor be held to a format. */
class PlainModel extends SimpleChatModel {
  readonly #text: string;

  constructor(text: string) {
    super({});
    this.#text = text;
  }

  _llmType(): string {
    return "plain";
  }

  _call(): Promise<string> {
    return Promise.resolve(this.#text);
  }
}

/** `gpt-4o` answers, and any other model gives this verdict. */
function verdicts(text = VERDICT): ModelScript {
  return ({ model, question }) => ({ kind: "text", text: model === "gpt-4o" ? `answer to ${question}` : text });
}

function judgeOf({ models }: SdkWorld): ModelCall[] {
  return models.calls.filter(({ model }) => model !== "gpt-4o");
}

test("a model of LangChain judges below the metric, in the response format that the metric asks for", async () => {
  const world = await sdkWorld(verdicts());
  const judge = langChainJudge(world.chatModel(), { handler: world.handler });

  await evaluate({
    dataset: await datasetOf(["a"]),
    task: async (item: Item) => ({ output: (await chainOf(world).invoke(item)).text }),
    scoringMetrics: [new Hallucination({ model: judge })],
  });

  const { trace, spans } = await world.onlyTrace();
  expect(printedTrace(world.opik, trace.id).slice(-4)).toEqual([
    "  metrics_calculation",
    "    hallucination_metric",
    "      ChatOpenAI (llm gpt-4o-mini)",
    "      StructuredOutputParser",
  ]);
  expect(scoresOf(api, trace.id)).toEqual({ hallucination_metric: 0 });
  expect(spanNamed(spans, "hallucination_metric").output).toMatchObject({ reason: "It is all there." });
  expect(judgeOf(world)).toMatchObject([{ body: { response_format: { type: "json_schema" } } }]);
  expect(trace.metadata).toMatchObject({ summary: { llm_calls: 1 } });
});

test.each([
  { what: "JSON among words", text: `Here it is:\n\`\`\`json\n${VERDICT}\n\`\`\`` },
  { what: "JSON alone", text: VERDICT },
])("a judge without response formats may answer with $what", async ({ text }) => {
  const world = await sdkWorld();
  const judge = langChainJudge(new PlainModel(text), { handler: world.handler });

  const score = await new Hallucination({ model: judge, trackMetric: false }).score({ input: "a", output: "b" });

  expect(score).toMatchObject({ value: 0, reason: "It is all there." });
});

test("a judge with `structuredOutput: false` is asked without a response format", async () => {
  const world = await sdkWorld(verdicts());
  const judge = langChainJudge(world.chatModel(), { handler: world.handler, structuredOutput: false });

  const score = await new Hallucination({ model: judge, trackMetric: false }).score({ input: "a", output: "b" });

  expect(score).toMatchObject({ value: 0 });
  expect(judgeOf(world)[0]?.body).not.toHaveProperty("response_format");
});

test("a metric's settings reach a model that accepts them in a call, and one line names those that it does not", async () => {
  const world = await sdkWorld(verdicts('{"score":8,"reason":"Mostly."}'));
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const settings = { temperature: 0.25, seed: 7, trackMetric: false };
  const criteria = { taskIntroduction: "You judge.", evaluationCriteria: "Is it kind?" };
  for (const structuredOutput of [true, false]) {
    const model = langChainJudge(world.chatModel(), { handler: world.handler, structuredOutput });
    await new GEval({ ...criteria, ...settings, model }).score({ output: "hello" });
  }

  expect(judgeOf(world).length).toBeGreaterThan(2);
  for (const { body } of judgeOf(world)) expect(body).toMatchObject({ seed: 7 });
  const lines = warn.mock.calls.map(([line]) => String(line)).filter((line) => line.includes("temperature"));
  expect(lines).toEqual([
    textMatching(/sets temperature for the judge gpt-4o-mini, which can't be given it with a call/),
  ]);
  expect(warn.mock.calls.join("\n")).not.toContain("seed");
});

test("GEval, which asks in two steps, scores with a model of LangChain", async () => {
  const world = await sdkWorld(verdicts('{"score":8,"reason":"Mostly."}'));
  const model = langChainJudge(world.chatModel(), { handler: world.handler });
  const metric = new GEval({
    model,
    taskIntroduction: "You judge.",
    evaluationCriteria: "Is it kind?",
    trackMetric: false,
  });

  expect(await metric.score({ output: "hello" })).toMatchObject({ value: 0.8, reason: "Mostly." });
});

test("a judge that fails names its model and the reason, and the experiment goes on", async () => {
  const world = await sdkWorld(({ model }) =>
    model === "gpt-4o" ? { kind: "text", text: "fine" } : { kind: "error", status: 429, message: "slow down" },
  );
  const judge = langChainJudge(world.chatModel(), { handler: world.handler });

  await evaluate({
    dataset: await datasetOf(["a"]),
    task: async (item: Item) => ({ output: (await chainOf(world).invoke(item)).text }),
    scoringMetrics: [new AnswerRelevance({ model: judge, requireContext: false })],
  });

  const { trace, spans } = await world.onlyTrace();
  const error = spanNamed(spans, "answer_relevance_metric").error_info;
  expect(error?.exception_type).toBe("ModelGenerationError");
  expect(error?.message).toMatch(/^The judge gpt-4o-mini failed: .*slow down/);
  expect(trace.output).toEqual({ output: "fine" });
});

test("the error of a judge has the model's own error as its cause, whatever that throws", async () => {
  const world = await sdkWorld();
  const cause = new RangeError("no");
  const failing = (thrown: unknown) => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- Programs do.
    const model = { invoke: () => Promise.reject(thrown), modelName: "odd" };
    return langChainJudge(model, { handler: world.handler }).generateString("a");
  };

  await expect(failing(cause)).rejects.toMatchObject({ cause, message: "The judge odd failed: no" });
  await expect(failing(undefined)).rejects.toBeInstanceOf(ModelGenerationError);
});

test("a judge has the name of its model, even if that is wrapped in another runnable", async () => {
  const world = await sdkWorld();
  const model = world.chatModel("gpt-4.1");
  const lambda = RunnableLambda.from(() => ({ content: "fine" }));

  expect(
    [model, model.withConfig({ tags: ["a"] }), model.withRetry(), model.withFallbacks([model]), lambda].map(
      (one) => langChainJudge(one).modelName,
    ),
  ).toEqual(["gpt-4.1", "gpt-4.1", "gpt-4.1", "gpt-4.1", "LangChain model"]);
});

test("a judge as JSON shows neither its model nor the key", () => {
  const judge = langChainJudge({
    invoke: () => Promise.resolve({ content: "" }),
    apiKey: "secret-key",
    model: "m",
  } as never);

  expect(JSON.stringify(judge)).toBe('{"modelName":"m"}');
});

test("evaluatePrompt runs on a model of LangChain", async () => {
  const world = await sdkWorld();

  await evaluatePrompt({
    dataset: await datasetOf(["a"]),
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "What is {{input}}?" },
    ],
    model: langChainJudge(world.chatModel(), { handler: world.handler }),
  });

  const { trace } = await world.onlyTrace();
  expect(trace.output).toMatchObject({ output: "echo: What is a?" });
  expect(printedTrace(world.opik, trace.id)).toEqual([
    "evaluation_task",
    "  llm_task",
    "    ChatOpenAI (llm gpt-4o-mini)",
  ]);
  expect(world.models.calls[0]?.messages.map(({ role }) => role)).toEqual(["system", "user"]);
  expect(api.experiments.at(-1)).toMatchObject({ metadata: { model: "gpt-4o-mini" } });
});

test("the assertions of a test suite are judged by a model of LangChain", async () => {
  // The SDK makes a judge of its own when a suite is created, and asks it nothing.
  vi.stubEnv("OPENAI_API_KEY", "never-used");
  const world = await sdkWorld(({ model }) => ({
    kind: "text",
    text: model === "gpt-4o" ? "hello" : '{"assertion_1":{"score":true,"reason":"It is.","confidence":1}}',
  }));
  const testSuite = await new Opik().createTestSuite({ name: "manners", globalAssertions: ["It is polite."] });
  await testSuite.insert([{ data: { input: "a" } }]);

  const { passRate } = await runTests({
    testSuite,
    task: async (item) => ({
      input: item.input,
      output: (await chainOf(world).invoke({ input: String(item.input) })).text,
    }),
    model: langChainJudge(world.chatModel(), { handler: world.handler }) as unknown as string,
  });

  const { trace } = await world.onlyTrace();
  expect(passRate).toBe(1);
  expect(api.assertions).toMatchObject([{ entity_id: trace.id, name: "It is polite.", status: "passed" }]);
  expect(printedTrace(world.opik, trace.id).slice(-3, -1)).toEqual([
    "    llm_judge",
    "      ChatOpenAI (llm gpt-4o-mini)",
  ]);
});

test("messages with images, files, tool calls and their results become LangChain's messages", async () => {
  const world = await sdkWorld();
  const bytes = new Uint8Array([1, 2, 3]);

  await langChainJudge(world.chatModel(), { handler: world.handler }).generateProviderResponse([
    {
      role: "user",
      content: [
        { type: "text", text: "look" },
        { type: "image", image: bytes, mediaType: "image/png" },
        { type: "image", image: new URL("https://example.com/a.png") },
        { type: "file", data: "AQID", mediaType: "application/pdf", filename: "a.pdf" },
      ],
    },
    {
      role: "assistant",
      content: [
        { type: "reasoning", text: "hm" },
        { type: "tool-call", toolCallId: "c1", toolName: "look", input: { at: 1 } },
      ],
    },
    {
      role: "tool",
      content: [{ type: "tool-result", toolCallId: "c1", toolName: "look", output: { type: "json", value: [1] } }],
    },
    { role: "user", content: "well?" },
  ]);

  const [user, assistant, tool] = world.models.calls[0]?.messages ?? [];
  expect(user?.content).toMatchObject([
    { type: "text", text: "look" },
    { type: "image_url", image_url: { url: "data:image/png;base64,AQID" } },
    { type: "image_url", image_url: { url: "https://example.com/a.png" } },
    { type: "file", file: { file_data: "data:application/pdf;base64,AQID" } },
  ]);
  expect(assistant).toMatchObject({ tool_calls: [{ id: "c1", function: { name: "look", arguments: '{"at":1}' } }] });
  expect(tool).toMatchObject({ role: "tool", tool_call_id: "c1", content: "[1]" });
});
