import { describe, expect, it } from "vitest";
import { startTestDelivery } from "../../support/delivery/test-delivery.js";
import { answer, type ScriptedAnswer } from "../../support/models/scripted-answer.js";
import { spanText, spanTexts, traceText } from "../../support/opik-server/record-texts.js";

/** Half of the 500 ms that the first wait is bounded by. */
const FIRST_WAIT_MS = 250;

describe("failures that pass", () => {
  const passing: readonly (readonly [string, ScriptedAnswer])[] = [
    ["status 408", answer(408)],
    ["status 429 that names no wait", answer(429)],
    ["status 500", answer(500)],
    ["status 502", answer(502, {}, "<html>Bad Gateway</html>")],
    ["status 503", answer(503)],
    ["status 504", answer(504)],
    ["a connection reset before the body is read", { kind: "reset_before_body" }],
    ["a connection reset after the body is read", { kind: "reset_after_body" }],
  ];

  it.each(passing)("the same records are sent again after %s", async (_, failure) => {
    const { server, clock, sink } = await startTestDelivery({ script: [failure] });
    sink.accept(spanText(1));
    const flushed = sink.flush();

    await clock.untilAsked(FIRST_WAIT_MS);
    expect(server.spans).toEqual([]);
    clock.advance(FIRST_WAIT_MS);

    expect(await flushed).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });
    expect(server.spans).toHaveLength(1);
    expect(server.requests).toHaveLength(2);
  });

  it("the same records are sent again when no answer comes in time", async () => {
    const { server, clock, sink } = await startTestDelivery({
      script: [{ kind: "never" }],
      settings: { requestTimeoutMs: 50 },
    });
    sink.accept(spanText(1));
    const flushed = sink.flush();

    await clock.untilAsked(FIRST_WAIT_MS);
    clock.advance(FIRST_WAIT_MS);

    expect((await flushed).delivered).toBe(1);
    expect(server.requests).toHaveLength(2);
  });

  it("the wait between attempts grows with each failure, up to its bound", async () => {
    const { clock, sink } = await startTestDelivery({
      script: [answer(500), answer(500), answer(500), answer(500)],
      settings: { retryBaseMs: 100, retryCapMs: 300 },
    });
    sink.accept(spanText(1));
    const flushed = sink.flush();

    for (const [waitMs, times] of [
      [50, 1],
      [100, 1],
      [150, 1],
      [150, 2],
    ] as const) {
      await clock.untilAsked(waitMs, times);
      clock.advance(waitMs);
    }

    expect((await flushed).delivered).toBe(1);
  });

  it("a batch is dropped as unreachable when its attempts are used up", async () => {
    const { clock, sink, problems } = await startTestDelivery({
      script: [answer(503), answer(503)],
      settings: { maxAttempts: 2 },
    });
    sink.accept(spanText(1));
    const flushed = sink.flush();
    await clock.untilAsked(FIRST_WAIT_MS);
    clock.advance(FIRST_WAIT_MS);

    expect(await flushed).toEqual({ delivered: 0, spooled: 0, waiting: 0, dropped: { unreachable: 1 } });
    expect(problems.map(({ kind }) => kind)).toEqual(["unreachable"]);
    expect(problems[0]?.message).toContain("status 503");
  });

  it("a server that keeps failing is reported once, without the key", async () => {
    const script = [
      answer(500, {}, '{"message":"bad the-secret-key"}'),
      answer(500, {}, '{"message":"bad the-secret-key"}'),
    ];
    const { clock, sink, problems } = await startTestDelivery({ script });
    sink.accept(spanText(1));
    const flushed = sink.flush();
    await clock.untilAsked(FIRST_WAIT_MS);
    clock.advance(FIRST_WAIT_MS);
    await clock.untilAsked(FIRST_WAIT_MS * 2);
    clock.advance(FIRST_WAIT_MS * 2);
    await flushed;

    expect(problems.map(({ kind }) => kind)).toEqual(["retrying"]);
    expect(problems[0]?.message).toContain("bad ***");
  });
});

describe("a server that says how long to wait", () => {
  const httpDate = new Date(Date.UTC(2026, 0, 1, 0, 0, 30)).toUTCString();

  it.each([
    ["RateLimit-Reset in seconds", { "RateLimit-Reset": "7" }, 7_000],
    ["Retry-After in seconds", { "Retry-After": "12" }, 12_000],
    ["Retry-After as a date", { "Retry-After": httpDate }, 30_000],
    ["both, the longer one", { "RateLimit-Reset": "20", "Retry-After": "3" }, 20_000],
  ])("the wait that a server asks for is respected: %s", async (_, headers, waitMs) => {
    const { server, clock, sink } = await startTestDelivery({ script: [answer(429, headers)] });
    sink.accept(spanText(1));
    const flushed = sink.flush({ timeoutMs: 600_000 });
    // Half a second of spread: clients told the same moment do not all come at once.
    await clock.untilAsked(waitMs + 500);

    clock.advance(waitMs);
    expect(server.requests).toHaveLength(1);
    clock.advance(500);

    expect((await flushed).delivered).toBe(1);
  });

  it("the wait that a server asks for applies to every batch of the delivery", async () => {
    const { server, clock, sink } = await startTestDelivery({
      script: [answer(429, { "RateLimit-Reset": "5" })],
      settings: { maxBatchRecords: 1, concurrency: 1 },
    });
    for (const record of spanTexts(3)) sink.accept(record);
    sink.accept(traceText(9));
    const flushed = sink.flush({ timeoutMs: 600_000 });
    await clock.untilAsked(5_500);
    expect(server.requests).toHaveLength(1);

    clock.advance(5_500);

    expect((await flushed).delivered).toBe(4);
    expect(server.requests).toHaveLength(5);
  });

  it("an answer that asks to wait does not use up the attempts", async () => {
    const limited = answer(429, { "RateLimit-Reset": "1" });
    const { clock, sink } = await startTestDelivery({
      script: [limited, limited, limited],
      settings: { maxAttempts: 2 },
    });
    sink.accept(spanText(1));
    const flushed = sink.flush({ timeoutMs: 600_000 });
    for (const times of [1, 2, 3]) {
      await clock.untilAsked(1_500, times);
      clock.advance(1_500);
    }

    expect(await flushed).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });
  });

  it("the wait of a 503 is respected as well, and does use up the attempts", async () => {
    const busy = answer(503, { "Retry-After": "2" });
    const { clock, sink } = await startTestDelivery({ script: [busy, busy], settings: { maxAttempts: 2 } });
    sink.accept(spanText(1));
    const flushed = sink.flush({ timeoutMs: 600_000 });
    await clock.untilAsked(2_500);
    clock.advance(2_500);

    expect((await flushed).dropped).toEqual({ unreachable: 1 });
  });
});

describe("failures that stay", () => {
  it.each([
    [400, "does not accept these records"],
    [401, "API key"],
    [402, "quota"],
    [403, "workspace"],
    [404, "usually ends in /api"],
    [413, "maxBatchBytes"],
    [422, "does not accept these records"],
    [301, "Redirects are not followed"],
  ])("a batch is dropped at once after status %i, and the message says what to do", async (status, advice) => {
    const headers = status === 301 ? { location: "http://127.0.0.1:1/" } : {};
    const body = '{"errors":["name: must not be blank"]}';
    const { server, sink, problems } = await startTestDelivery({ script: [answer(status, headers, body)] });
    sink.accept(spanText(1));

    expect(await sink.flush()).toEqual({ delivered: 0, spooled: 0, waiting: 0, dropped: { refused: 1 } });
    expect(server.requests).toHaveLength(1);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.kind).toBe("refused");
    expect(problems[0]?.message).toContain(`status ${status}: name: must not be blank`);
    expect(problems[0]?.message).toContain(advice);
    expect(problems[0]?.message).toContain(server.url);
  });

  it("only the first refusal is reported, and the next batch is sent", async () => {
    const { sink, problems } = await startTestDelivery({ script: [answer(400), answer(400)] });
    for (const number of [1, 2, 3]) {
      sink.accept(spanText(number));
      await sink.flush();
    }

    sink.accept(spanText(4));
    expect((await sink.flush()).delivered).toBe(1);
    expect(problems.map(({ kind }) => kind)).toEqual(["refused"]);
  });

  it("a batch that the wire schema does not allow is dropped", async () => {
    const { server, sink } = await startTestDelivery();
    sink.accept(spanText(1, { usage: { prompt_tokens: 1.5 } }));

    expect((await sink.flush()).dropped).toEqual({ refused: 1 });
    expect(server.violations).toEqual(["/spans/0/usage/prompt_tokens must be integer"]);
  });
});
