import { expect, it, onTestFinished } from "vitest";
import { runOpikLangchain } from "../support/opik-langchain-program.js";
import { openTestViewer } from "../support/test-viewer.js";

it("the handler of opik-langchain, with Opik's SDK 1.x, sends its traces here", async () => {
  const viewer = await openTestViewer();
  onTestFinished(() => viewer.close());

  await runOpikLangchain(viewer.apiUrl);

  const { items } = await viewer.store.findTraces({ project: "peer" });
  const named = new Map(items.map((trace) => [trace.name, trace]));
  expect(named.get("fail")).toMatchObject({
    status: "error",
    errorMessage: expect.stringContaining("no owl") as unknown,
  });
  const { id = "" } = named.get("ask") ?? {};
  expect(named.get("ask")).toMatchObject({ status: "ok" });
  const spans = await viewer.store.findTraceSpans(id);
  const model = spans.find(({ kind }) => kind === "llm");
  expect(spans.map(({ id: spanId }) => spanId)).toContain(model?.parentSpanId);
  expect(spans.every(({ status }) => status === "ok")).toBe(true);
  const [kept] = await viewer.store.readSpanRecords([model?.id ?? ""]);
  expect(JSON.stringify(kept?.record.output)).toContain("It is an owl.");
});
