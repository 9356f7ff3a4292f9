import { describe, expect, it, onTestFinished } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { CLIENT_NAME } from "../../../src/delivery/http/request-headers.js";
import { startTestDelivery } from "../../support/delivery/test-delivery.js";
import { spanText, spanTexts, testId, traceText, traceTexts } from "../../support/opik-server/record-texts.js";

describe("batch requests", () => {
  it("traces and spans are sent to their own batch endpoints, in exactly the text that was handed over", async () => {
    const { server, sink } = await startTestDelivery();
    const trace = traceText(1, { input: { text: "Grüße, 世界 🎉" } });
    const spans = [spanText(2), spanText(3)];
    for (const record of [trace, ...spans]) sink.accept(record);

    await sink.flush();

    const texts = new Map(server.requests.map(({ path, text }) => [path, text]));
    expect(texts.get("/v1/private/traces/batch")).toBe(`{"traces":[${trace.json}]}`);
    expect(texts.get("/v1/private/spans/batch")).toBe(`{"spans":[${spans.map(({ json }) => json).join(",")}]}`);
    expect(server.violations).toEqual([]);
  });

  it("traces and spans are sent at the same time", async () => {
    const { server, sink } = await startTestDelivery({ script: [{ kind: "never" }, { kind: "never" }] });
    sink.accept(traceText(1));
    sink.accept(spanText(2));

    void sink.flush();
    await server.waitFor({ requests: 2 });

    expect(server.requests.map(({ path }) => path).sort()).toEqual([
      "/v1/private/spans/batch",
      "/v1/private/traces/batch",
    ]);
  });

  it("a request carries the bare key, the workspace, the package's name and gzip", async () => {
    const { server, sink } = await startTestDelivery({ settings: { headers: { "x-team": "blue" } } });
    sink.accept(traceText(1, { input: { text: "again ".repeat(500) } }));

    await sink.flush();

    const [request] = server.requests;
    expect(request?.headers).toMatchObject({
      authorization: "the-secret-key",
      "comet-workspace": "team",
      "content-type": "application/json",
      "content-encoding": "gzip",
      "user-agent": CLIENT_NAME,
      "x-team": "blue",
    });
    expect(request?.headers["content-length"]).toBe(String(request?.bytes));
    expect(request?.bytes).toBeLessThan((request?.text.length ?? 0) / 10);
  });

  it.each([undefined, ""])("a request has no authorization header when the key is %j", async (apiKey) => {
    const { server, sink } = await startTestDelivery({ settings: { apiKey } });
    sink.accept(traceText(1));

    await sink.flush();

    expect(server.requests[0]?.headers).not.toHaveProperty("authorization");
  });

  it("the client's name has the version of package.json", () => {
    expect(CLIENT_NAME).toBe(`${packageJson.name}/${packageJson.version}`);
  });
});

describe("when a batch goes out", () => {
  it("a batch is sent when its oldest record reaches the maximum age", async () => {
    const { server, clock, sink } = await startTestDelivery({ settings: { maxWaitMs: 750 } });
    sink.accept(spanText(1));
    clock.advance(749);
    sink.accept(spanText(2));
    clock.advance(1);

    await server.waitFor({ spans: 2 });

    expect(server.requests.map(({ records }) => records)).toEqual([2]);
  });

  it("a batch is sent at once when it is full by count, and the rest waits", async () => {
    const { server, clock, sink } = await startTestDelivery({ settings: { maxBatchRecords: 3 } });
    for (const record of spanTexts(7)) sink.accept(record);
    clock.advance(0);

    await server.waitFor({ spans: 6 });

    expect(server.requests.map(({ records }) => records)).toEqual([3, 3]);
    expect((await sink.flush()).delivered).toBe(7);
  });

  it("a batch is sent at once when it is full by bytes, and every request stays below that", async () => {
    const settings = { maxBatchBytes: 2_000 };
    const { server, clock, sink } = await startTestDelivery({ settings });
    for (const record of traceTexts(20, { input: { text: "x".repeat(300) } })) sink.accept(record);
    clock.advance(0);
    await server.waitFor({ traces: 1 });

    await sink.flush();

    expect(server.traces).toHaveLength(20);
    expect(Math.max(...server.requests.map(({ text }) => Buffer.byteLength(text)))).toBeLessThanOrEqual(2_000);
  });

  it("a record that is larger than a batch is sent alone", async () => {
    const { server, sink } = await startTestDelivery({ settings: { maxBatchBytes: 1_000 } });
    sink.accept(spanText(1));
    sink.accept(spanText(2, { input: { text: "x".repeat(5_000) } }));
    sink.accept(spanText(3));

    await sink.flush();

    expect(server.requests.map(({ records }) => records)).toEqual([1, 1, 1]);
  });

  it("a request has at most 1,000 records by default", async () => {
    const { server, sink } = await startTestDelivery();
    for (const record of spanTexts(2_500)) sink.accept(record);

    await sink.flush();

    expect(server.requests.map(({ records }) => records).sort()).toEqual([1_000, 1_000, 500]);
  });

  it("no more requests are in flight than `concurrency` allows", async () => {
    const never = { kind: "never" } as const;
    const { server, sink } = await startTestDelivery({
      script: [never, never],
      settings: { maxBatchRecords: 1, concurrency: 2 },
    });
    for (const record of spanTexts(5)) sink.accept(record);
    void sink.flush();

    await server.waitFor({ requests: 2 });

    expect(server.requests).toHaveLength(2);
  });

  it("many requests in flight cause no warning of Node.js", async () => {
    const warnings: string[] = [];
    const listen = ({ message }: Error) => warnings.push(message);
    process.on("warning", listen);
    onTestFinished(() => {
      process.off("warning", listen);
    });
    const { server, sink } = await startTestDelivery({
      script: Array.from({ length: 12 }, () => ({ kind: "never" }) as const),
      settings: { maxBatchRecords: 1, concurrency: 12 },
    });
    for (const record of spanTexts(12)) sink.accept(record);
    void sink.flush();
    await server.waitFor({ requests: 12 });

    expect(warnings).toEqual([]);
  });

  it("nothing is sent within the call that accepts a record", async () => {
    const { server, clock, sink } = await startTestDelivery({ settings: { maxBatchRecords: 1, maxWaitMs: 400 } });

    sink.accept(traceText(1));

    expect(clock.asked).toEqual([400, 0]);
    expect(server.requests).toEqual([]);
  });

  it("the newer of two writes of one id is sent", async () => {
    const { server, sink } = await startTestDelivery();
    sink.accept(traceText(1, { name: "open", last_updated_at: "2026-01-01T00:00:00.000001Z" }));
    sink.accept(traceText(1, { name: "ended", last_updated_at: "2026-01-01T00:00:00.000002Z" }));

    await sink.flush();

    expect(server.traces).toMatchObject([{ id: testId(1), name: "ended" }]);
  });
});
