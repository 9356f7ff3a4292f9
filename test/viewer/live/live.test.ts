import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testId, traceText } from "../../support/opik-server/record-texts.js";
import { listenTo } from "../support/page-events.js";
import { openTestViewer, type TestViewer } from "../support/test-viewer.js";

const START = "2026-01-01T00:00:00Z";

describe("an open page", () => {
  let viewer: TestViewer;
  beforeAll(async () => {
    viewer = await openTestViewer();
  });
  afterAll(() => viewer.close());

  it("an open page hears once of many writes in a short time, with the traces of the spans among them", async () => {
    const events = await listenTo(viewer);
    const spans = [{ id: testId(5), trace_id: testId(6), start_time: START }];

    await Promise.all([
      viewer.opik("POST", "/traces/batch", { traces: [1, 2].map((n) => ({ id: testId(n), start_time: START })) }),
      viewer.opik("POST", "/spans/batch", { spans }),
    ]);

    const heard = new Set<string>();
    const expected = [testId(1), testId(2), testId(6)];
    while (!expected.every((id) => heard.has(id))) {
      const { traceIds } = (await events.next("traces")) as { readonly traceIds: readonly string[] };
      for (const id of traceIds) heard.add(id);
    }
    expect([...heard].sort()).toEqual(expected);
  });

  it("an open page hears of scores and deletions", async () => {
    const events = await listenTo(viewer);
    const id = testId(1);

    await viewer.opik("PUT", `/traces/${id}/feedback-scores`, { name: "good", value: 1, source: "ui" });
    expect(await events.next("traces")).toEqual({ traceIds: [id] });
    await viewer.opik("DELETE", `/traces/${id}`);
    expect(await events.next("traces")).toEqual({ traceIds: [id] });
  });

  it("an open page hears of what others put into the same store", async () => {
    const events = await listenTo(viewer);
    // The first look is at what there is.
    await viewer.page("/status");

    const startTime = new Date().toISOString();
    await viewer.store.put(traceText(9, { start_time: startTime, end_time: startTime }));

    expect(await events.next("traces")).toEqual({ traceIds: [testId(9)] });
  });
});
