import { describe, expect, it } from "vitest";
import { startTestDelivery } from "../../support/delivery/test-delivery.js";
import { answer, heldAnswer } from "../../support/models/scripted-answer.js";
import { spanText, spanTexts, traceText } from "../../support/opik-server/record-texts.js";

const EMPTY = { delivered: 0, spooled: 0, waiting: 0, dropped: {} };

describe("flush", () => {
  it("flush() reports zero and sends no request when there is nothing to flush", async () => {
    const { server, sink } = await startTestDelivery();

    expect(await sink.flush()).toEqual(EMPTY);
    expect(server.requests).toEqual([]);
  });

  it("flush() counts what happened since the flush before, in the background too", async () => {
    const { server, clock, sink } = await startTestDelivery();
    sink.accept(spanText(1));
    clock.advance(1_000);
    await server.waitFor({ spans: 1 });
    sink.accept(spanText(2));

    expect(await sink.flush()).toEqual({ delivered: 2, spooled: 0, waiting: 0, dropped: {} });
    expect(await sink.flush()).toEqual(EMPTY);
  });

  it("flush() ends when its time is over, reports what still waits, and later counts what came through", async () => {
    const held = heldAnswer();
    const { clock, sink } = await startTestDelivery({ script: [held.answer] });
    sink.accept(spanText(1));
    const flushed = sink.flush({ timeoutMs: 1_234 });
    clock.advance(1_234);

    expect(await flushed).toEqual({ delivered: 0, spooled: 0, waiting: 1, dropped: {} });
    const second = sink.flush();
    held.release();
    expect(await second).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });
  });

  it.each([
    { timeoutMs: Number.POSITIVE_INFINITY, waitsMs: 2_147_483_647 },
    { timeoutMs: Number.NaN, waitsMs: 10_000 },
  ])("flush() waits at most $waitsMs ms when it is given $timeoutMs", async ({ timeoutMs, waitsMs }) => {
    const held = heldAnswer();
    const { clock, sink } = await startTestDelivery({ script: [held.answer] });
    sink.accept(spanText(1));
    const flushed = sink.flush({ timeoutMs });
    await clock.untilAsked(waitsMs);
    held.release();

    expect(await flushed).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });
  });

  it("flush() ends when its time is over although the server never answers", async () => {
    const { server, clock, sink } = await startTestDelivery({ script: [{ kind: "never" }, { kind: "never" }] });
    sink.accept(traceText(1));
    sink.accept(spanText(2));
    const flushed = sink.flush();
    await server.waitFor({ requests: 2 });
    clock.advance(10_000);

    expect(await flushed).toEqual({ delivered: 0, spooled: 0, waiting: 2, dropped: {} });
  });

  it("flush() does not wait for records that came after its call", async () => {
    const { server, sink } = await startTestDelivery({ settings: { maxBatchRecords: 1 } });
    sink.accept(spanText(1));
    const flushed = sink.flush();
    sink.accept(spanText(2));

    expect(await flushed).toEqual({ delivered: 1, spooled: 0, waiting: 1, dropped: {} });
    expect(server.spans).toHaveLength(1);
  });

  it("flush() answers concurrent callers with one request", async () => {
    const { server, sink, openHandle } = await startTestDelivery();
    const other = openHandle();
    sink.accept(spanText(1));

    const results = await Promise.all([sink.flush(), other.flush()]);

    expect(results.map(({ delivered }) => delivered)).toEqual([1, 1]);
    expect(server.requests).toHaveLength(1);
  });
});

describe("two handles of one delivery", () => {
  it("two handles of one delivery each count from their own last flush", async () => {
    const { sink, openHandle } = await startTestDelivery({ script: [answer(204), answer(400)] });
    sink.accept(spanText(1));
    await sink.flush();
    const other = openHandle();
    sink.accept(spanText(2));
    await sink.flush();
    other.accept(spanText(3));

    expect(await other.flush()).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: { refused: 1 } });
    expect(await sink.flush()).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });
  });

  it("two handles of one delivery are closed one by one", async () => {
    const { server, sink, openHandle } = await startTestDelivery();
    const other = openHandle();
    await sink.close();
    sink.accept(spanText(1));
    other.accept(spanText(2));

    expect(await other.flush()).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });
    expect(await sink.close()).toEqual({ delivered: 0, spooled: 0, waiting: 0, dropped: { closed: 1 } });
    expect(await sink.flush()).toEqual(EMPTY);
    expect(server.spans).toHaveLength(1);
  });
});

describe("bounds of the queue", () => {
  it("records above the queue's count are dropped and reported once, until there is room again", async () => {
    const { sink, problems } = await startTestDelivery({ settings: { maxQueueRecords: 2 } });
    for (const record of spanTexts(5)) sink.accept(record);

    expect(await sink.flush()).toEqual({ delivered: 2, spooled: 0, waiting: 0, dropped: { queue_full: 3 } });
    expect(problems.map(({ kind }) => kind)).toEqual(["queue_full"]);
    sink.accept(spanText(9));
    expect((await sink.flush()).delivered).toBe(1);
  });

  it("records above the queue's bytes are dropped", async () => {
    const record = spanText(1);
    const { sink } = await startTestDelivery({ settings: { maxQueueBytes: Buffer.byteLength(record.json) * 2 } });
    for (const next of spanTexts(3)) sink.accept(next);

    expect((await sink.flush()).dropped).toEqual({ queue_full: 1 });
  });

  it("records that wait for a retry count against the queue's bounds", async () => {
    const { clock, sink } = await startTestDelivery({ script: [answer(500)], settings: { maxQueueRecords: 1 } });
    sink.accept(spanText(1));
    const flushed = sink.flush();
    await clock.untilAsked(250);
    sink.accept(spanText(2));
    clock.advance(250);

    expect(await flushed).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: { queue_full: 1 } });
  });

  it("a single record that is too large is dropped", async () => {
    const { sink, problems } = await startTestDelivery({ settings: { maxRecordBytes: 500 } });
    sink.accept(spanText(1, { input: { text: "x".repeat(500) } }));

    expect((await sink.flush()).dropped).toEqual({ record_too_large: 1 });
    expect(problems.map(({ kind }) => kind)).toEqual(["record_too_large"]);
  });
});

describe("closing a delivery", () => {
  it("closing a delivery sends what waits, and counts what comes later as closed", async () => {
    const { server, delivery } = await startTestDelivery();
    delivery.accept(spanText(1));
    await delivery.close(1_000);
    delivery.accept(spanText(2));
    await delivery.close(1_000);

    expect(server.spans).toHaveLength(1);
    expect(delivery.totals()).toEqual({ delivered: 1, spooled: 0, dropped: new Map([["closed", 1]]) });
  });

  it("closing a delivery drops what the server did not accept in time as unreachable, sent or not", async () => {
    const { server, clock, delivery } = await startTestDelivery({
      script: [{ kind: "never" }],
      settings: { maxBatchRecords: 1, concurrency: 1 },
    });
    for (const record of spanTexts(3)) delivery.accept(record);
    const closed = delivery.close(1_000);
    await server.waitFor({ requests: 1 });
    clock.advance(1_000);
    await closed;

    expect(delivery.waitingRecords).toBe(0);
    expect(delivery.totals().dropped).toEqual(new Map([["unreachable", 3]]));
  });

  it("closing a delivery ends a wait that the server asked for", async () => {
    const { clock, delivery } = await startTestDelivery({ script: [answer(429, { "Retry-After": "60" })] });
    delivery.accept(spanText(1));
    const closed = delivery.close(1_000);
    await clock.untilAsked(60_500);
    clock.advance(1_000);
    await closed;

    expect(delivery.totals().dropped).toEqual(new Map([["unreachable", 1]]));
  });
});

describe("the drain before the exit", () => {
  it("the drain before the exit does not wait for a pause that is longer than it may hold the process", async () => {
    const { server, clock, delivery, problems } = await startTestDelivery({
      script: [answer(429, { "Retry-After": "60" })],
    });
    delivery.accept(spanText(1));
    void delivery.drain(600_000);
    await clock.untilAsked(60_500);
    await delivery.processEnd.drain();

    expect(server.requests).toHaveLength(1);
    expect(problems.map(({ kind }) => kind)).toEqual(["left_at_exit"]);
  });

  it("the drain before the exit cuts a wait between attempts short, tries once, and gives up", async () => {
    const { clock, delivery } = await startTestDelivery({ script: [answer(500), answer(500)] });
    delivery.accept(spanText(1));
    void delivery.drain(600_000);
    await clock.untilAsked(250);
    await delivery.processEnd.drain();

    expect(delivery.totals().dropped).toEqual(new Map([["unreachable", 1]]));
  });

  it("the drain before the exit is not repeated for records that it could not deliver, but is for new ones", async () => {
    const { server, clock, delivery } = await startTestDelivery({ script: [{ kind: "never" }] });
    delivery.accept(spanText(1));
    const first = delivery.processEnd.drain();
    await server.waitFor({ requests: 1 });
    clock.advance(5_000);
    await first;
    await delivery.processEnd.drain();
    expect(delivery.waitingRecords).toBe(1);

    await clock.untilAsked(250);
    delivery.accept(spanText(2));
    await delivery.processEnd.drain();
    expect(server.spans).toHaveLength(2);
  });
});

it("a logger that throws does not stop the delivery", async () => {
  const onProblem = () => {
    throw new Error("logger is broken");
  };
  const { sink } = await startTestDelivery({ script: [answer(400)], settings: { onProblem } });
  sink.accept(spanText(1));
  await sink.flush();
  sink.accept(spanText(2));

  expect((await sink.flush()).delivered).toBe(1);
});
