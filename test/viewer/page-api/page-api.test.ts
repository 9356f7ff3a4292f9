import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  Activity,
  MetricsData,
  SpanDetail,
  Thread,
  TraceDetail,
  TraceList,
} from "../../../src/viewer/page-api/page-data.js";
import { attachmentName, attachmentText } from "../../support/opik-server/attachment-texts.js";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";
import { DATABASES, openTestViewer, type TestViewer } from "../support/test-viewer.js";

const END = "2026-01-01T00:00:02Z";

describe.each(DATABASES)("the answers to the page, from $name", ({ open }) => {
  let viewer: TestViewer;
  beforeAll(async () => {
    viewer = await openTestViewer({ opikTraceUrl: "https://opik.example/trace?id=" }, open);
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
    const call = { type: "llm", model: "own-model", usage, metadata: { langgraph_node: "agent", langgraph_step: 2 } };
    await viewer.store.put(
      traceText(0, {
        ...{ name: "Support agent", project_name: "night", thread_id: "t/1", tags: ["vip"], end_time: END },
        ...{ input: { question: "Where is 100%?" }, output: { answer: "here" } },
        metadata: { summary: { errors: 1, retries: 1, fallbacks: 1, answered_by: { model: "own-model" } } },
      }),
      traceText(1, {
        ...{ name: "Other", project_name: "day", thread_id: "t/1", start_time: "2026-01-01T00:00:05Z" },
        error_info: { exception_type: "E", traceback: "at" },
      }),
      spanText(10, { ...call, name: "first call", input: { messages: ["one"] }, end_time: END }),
      spanText(11, {
        ...{ ...call, name: "second call", start_time: "2026-01-01T00:00:01Z", parent_span_id: testId(10) },
        ...{ input: { messages: ["one", "two"] }, output: { text: "needle" } },
        metadata: { attempt: { number: 2, kind: "retry", reason: { type: "RateLimitError", status: 429 } } },
      }),
      spanText(12, { name: "look_up", type: "tool", input: { order: 1 }, start_time: "2026-01-01T00:00:01.5Z" }),
      attachmentText(20),
    );
    await viewer.store.writeScores([
      { entityType: "span", entityId: testId(11), name: "good", value: 0.5, reason: "so so", scoredAt: END },
    ]);
  });
  afterAll(() => viewer.close());

  const get = async <Body>(path: string) => {
    const { status, body, text } = await viewer.page(path);
    if (status !== 200) throw new Error(`${status} ${text}`);
    return body as Body;
  };
  const idsFor = async (query: string) => (await get<TraceList>(`/traces?${query}`)).traces.map(({ id }) => id);

  it("traces are listed page by page, the newest first, with their cost", async () => {
    const first = await get<TraceList>("/traces?limit=1");
    expect(first.traces).toMatchObject([{ id: testId(1), status: "error" }]);
    const { traces, next } = await get<TraceList>(`/traces?limit=1&after=${first.next ?? ""}`);
    expect(traces).toMatchObject([
      {
        id: testId(0),
        thread: "t/1",
        retries: 1,
        cost: 40e-6,
        costEstimated: true,
        input: { question: "Where is 100%?" },
      },
    ]);
    expect(next).toBeUndefined();
  });

  it.each([
    ["project=night", [0]],
    ["name=AGENT", [0]],
    ["name=%25", []],
    ["text=100%25%3F", [0]],
    ["thread=t%2F1", [1, 0]],
    ["tag=vip", [0]],
    ["model=own-model", [0]],
    ["span=look_up", [0]],
    ["span=look", []],
    ["sort=duration", [0]],
    ["sort=cost&text=100%25", [0]],
    ["failed=true", [1]],
    ["open=true", []],
    ["failed=true&open=true", []],
    ["retried=true", [0]],
    ["fellBack=true", [0]],
    ["slowerThanMs=1999", [0]],
    ["slowerThanMs=2000", []],
    ["dearerThan=0.00003", [0]],
    ["dearerThan=0.00004", []],
    ["window=1h", []],
    ["from=2026-01-01T00:00:03Z", [1]],
    ["to=2026-01-01T00:00:03Z&retried=false", [0]],
  ])("the traces that match %s are listed", async (query, numbers) => {
    expect(await idsFor(query)).toEqual(numbers.map(testId));
  });

  it.each(["limit=0", "limit=many", "dearerThan=a", "slowerThanMs=-1", "window=soon", "after=x", "sort=name"])(
    "the query %s is refused, and the answer says why",
    async (query) => {
      const { status, body } = await viewer.page(`/traces?${query}`);
      expect(status).toBe(400);
      expect(body).toEqual({ message: expect.stringMatching(/must be/) as unknown });
    },
  );

  it("a trace comes with the lines of its spans, its attachments and its scores", async () => {
    const detail = await get<TraceDetail>(`/traces/${testId(0).toUpperCase()}`);

    expect(detail.row).toMatchObject({ id: testId(0), cost: 40e-6 });
    expect(detail.trace).toMatchObject({ name: "Support agent", output: { answer: "here" } });
    expect(detail.spans).toMatchObject([
      { id: testId(10), kind: "llm", graphNode: "agent", graphStep: 2, cost: 20e-6, costEstimated: true },
      { id: testId(11), parentSpanId: testId(10), attemptNumber: 2, attemptReason: "RateLimitError 429" },
      { id: testId(12), kind: "tool" },
    ]);
    expect(detail.spans[0]).not.toHaveProperty("input");
    expect(detail.attachments).toMatchObject([{ id: testId(20), name: attachmentName(20) }]);
    expect(detail.scores).toEqual([{ spanId: testId(11), name: "good", value: 0.5, reason: "so so" }]);
    expect((await viewer.page(`/traces/${testId(99)}`)).status).toBe(404);
    expect((await viewer.page("/traces/no-id")).status).toBe(404);
  });

  it("a span comes whole, with the model call before it", async () => {
    const detail = await get<SpanDetail>(`/traces/${testId(0)}/spans/${testId(11)}`);

    expect(detail.span).toMatchObject({ output: { text: "needle" } });
    expect(detail.kind).toBe("llm");
    expect(detail.previousCall).toEqual({
      ...{ id: testId(10), traceId: testId(0), name: "first call", input: { messages: ["one"] } },
    });
    expect(detail.scores).toMatchObject([{ name: "good" }]);
    expect(await get<SpanDetail>(`/traces/${testId(0)}/spans/${testId(12)}`)).not.toHaveProperty("previousCall");
    expect((await viewer.page(`/traces/${testId(1)}/spans/${testId(11)}`)).status).toBe(404);
  });

  it("the spans of a trace are found by a text in them", async () => {
    expect(await get(`/traces/${testId(0)}/search?text=NEEDLE`)).toEqual({ spanIds: [testId(11)] });
    expect(await get(`/traces/${testId(0)}/search?text=%25`)).toEqual({ spanIds: [] });
    expect(await get(`/traces/${testId(0)}/search`)).toEqual({ spanIds: [] });
  });

  it("a conversation comes with its oldest turn first, and for one project where that is asked for", async () => {
    const thread = await get<Thread>("/threads/t%2F1");
    expect(thread.turns).toMatchObject([{ id: testId(0), output: { answer: "here" } }, { id: testId(1) }]);
    expect((await get<Thread>("/threads/t%2F1?project=day")).turns).toMatchObject([{ id: testId(1) }]);
    expect((await viewer.page("/threads/none")).status).toBe(404);
  });

  it("traces are counted over time, without gaps", async () => {
    const times = "from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:10Z";
    const { bucketMs, buckets } = await get<Activity>(`/activity?${times}`);
    expect(bucketMs).toBe(1_000);
    expect(buckets).toHaveLength(11);
    expect(buckets[0]).toEqual({ startTime: "2026-01-01T00:00:00.000000Z", traces: 1, failed: 0 });
    expect(buckets[5]).toEqual({ startTime: "2026-01-01T00:00:05.000000Z", traces: 1, failed: 1 });
    expect(buckets[1]).toMatchObject({ traces: 0 });
    const failed = (await get<Activity>(`/activity?${times}&failed=true`)).buckets;
    expect(failed.map(({ traces }) => traces).reduce((sum, count) => sum + count)).toBe(1);
    expect((await get<Activity>("/activity")).buckets.length).toBeGreaterThan(30);
  });

  it("metrics cover the time and the project that are asked for", async () => {
    const metrics = await get<MetricsData>("/metrics?from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z");
    expect(metrics.bucket).toBe("1m");
    expect(metrics.tokensByModel).toMatchObject([{ key: "own-model", calls: 2 }]);
    expect(metrics.tokensByModelOverTime).toMatchObject([
      { key: "own-model", calls: 2, from: "2026-01-01T00:00:00.000000Z" },
    ]);
    expect(metrics.latency).toMatchObject([{ runs: 1, p50Ms: 2_000, p99Ms: 2_000 }]);
    expect(metrics.errors.types).toMatchObject([{ type: "E", count: 1 }]);
    const [all] = (await get<MetricsData>("/metrics?from=2026-01-01T00:00:00Z&project=day")).errors.rates;
    expect(all).toMatchObject({ runs: 1, errors: 1 });
  });

  it("the status says where traces are kept, where to send them, and which projects there are", async () => {
    const { port } = new URL(viewer.url);
    expect(await get("/status")).toEqual({
      version: "1.2.3",
      store: "the test's database",
      ingestUrl: `http://localhost:${port}/api`,
      projects: ["day", "night"],
      opikTraceUrl: "https://opik.example/trace?id=",
    });
  });

  it("an attachment comes as it was sent", async () => {
    const response = await fetch(`${viewer.url}/viewer/api/attachments/${testId(20)}`);
    expect(await response.text()).toBe("image 20");
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(response.headers.get("content-security-policy")).toContain("sandbox");
    expect((await viewer.page(`/attachments/${testId(99)}`)).status).toBe(404);
  });

  it.each(["image/svg+xml", "text/html", "application/pdf", "application/javascript", "image/png;x=text/html"])(
    "a browser saves an attachment of type %s rather than showing it",
    async (mime_type) => {
      const id = testId(1_000 + mime_type.length);
      await viewer.store.write("attachment", [
        { ...(JSON.parse(attachmentText(20).json) as object), id, mime_type, file_name: 'a"b\r\n.svg' },
      ]);
      const { headers } = await viewer.page(`/attachments/${id}`);
      expect(headers.get("content-type")).toBe("application/octet-stream");
      expect(headers.get("content-disposition")).toBe('attachment; filename="a_b__.svg"');
    },
  );

  it("a trace can be exported as the command does, as a dataset item, and as a test", async () => {
    const { text, headers } = await viewer.page(`/traces/${testId(0)}/export?as=ndjson`);
    const records = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly id: string });
    expect(records.map(({ id }) => id).slice(0, 4)).toEqual([0, 10, 11, 12].map(testId));
    expect(records.map(({ id }) => id)).toContain(testId(20));
    expect(headers.get("content-disposition")).toBe('attachment; filename="trace-000000000000.ndjson"');
    expect((await viewer.page(`/traces/${testId(0)}/export?as=dataset-item`)).body).toEqual({
      input: { question: "Where is 100%?" },
      expected_output: { answer: "here" },
      metadata: { trace_id: testId(0) },
    });
    const test = (await viewer.page(`/traces/${testId(0)}/export?as=expectation`)).text;
    expect(test).toContain('import { recordTraces } from "langchain-opik/testing";');
    expect(test).toMatch(/toHaveSpan\(\{\s+"name": "look_up",\s+"type": "tool"/);
    expect(test).toContain('toHaveAnsweredBy("own-model")');
    expect((await viewer.page(`/traces/${testId(0)}/export?as=pdf`)).status).toBe(400);
  });
});
