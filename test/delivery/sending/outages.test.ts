import { describe, expect, it } from "vitest";
import { startTestDelivery, type TestDelivery, testDisk } from "../../support/delivery/test-delivery.js";
import { answer, heldAnswer, type ScriptedAnswer } from "../../support/models/scripted-answer.js";
import { spanText, spanTexts, testId, traceText } from "../../support/opik-server/record-texts.js";
import { letTimePass } from "../../support/time/let-time-pass.js";

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id).sort();
const many = (failure: ScriptedAnswer, times: number) => Array.from({ length: times }, () => failure);

/** Five failures: the waits between the tries of the one batch are shortened to nothing. */
async function brokenDelivery(settings: Parameters<typeof startTestDelivery>[0] = {}): Promise<TestDelivery> {
  const world = await startTestDelivery({
    script: many(answer(503), 5),
    ...settings,
    settings: { disk: testDisk(), retryBaseMs: 0, ...settings.settings },
  });
  world.sink.accept(spanText(1));
  const flushed = world.sink.flush();
  for (const times of [1, 2, 3, 4]) {
    await world.clock.untilAsked(0, times);
    world.clock.advance(0);
  }
  expect(await flushed).toEqual({ delivered: 0, spooled: 1, waiting: 0, dropped: {} });
  return world;
}

describe("an outage", () => {
  it("the breaker opens after five failures in a row, and what comes then is put on disk", async () => {
    const { server, sink, problems } = await brokenDelivery();
    expect(sink.health()).toMatchObject({ state: "failing", breaker: "open", spool: { records: 1 } });
    sink.accept(spanText(2));

    expect(await sink.flush()).toEqual({ delivered: 0, spooled: 1, waiting: 0, dropped: {} });
    expect(server.requests).toHaveLength(5);
    expect(sink.health()).toMatchObject({ spooled: 2, queue: { records: 0 }, dropped: {} });
    expect(problems.map(({ kind }) => kind)).toEqual(["spooling"]);
    expect(problems[0]?.message).toContain("status 503");
  });

  it("an outage ends with one accepted request; what waited on disk follows, and is not counted again", async () => {
    const { server, clock, sink } = await brokenDelivery();
    clock.advance(30_000);
    sink.accept(spanText(2));

    expect(await sink.flush()).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });
    expect(sink.health().breaker).toBe("closed");
    await letTimePass(clock, () => sink.health().replayed === 1);

    expect(idsOf(server.spans)).toEqual([testId(1), testId(2)]);
    expect(await sink.flush()).toEqual({ delivered: 0, spooled: 0, waiting: 0, dropped: {} });
  });

  it("an outage ends without new records: a batch from disk is tried", async () => {
    const { server, clock, sink } = await brokenDelivery();
    await letTimePass(clock, () => sink.health().replayed === 1);

    expect(sink.health()).toMatchObject({ breaker: "closed", spooled: 1, delivered: 0, spool: { files: 0 } });
    expect(idsOf(server.spans)).toEqual([testId(1)]);
  });

  it("an outage goes on when the trial request fails", async () => {
    const { server, clock, sink } = await brokenDelivery({ script: many(answer(503), 6) });
    await letTimePass(clock, () => server.requests.length === 6 && sink.health().breaker === "open");
    sink.accept(spanText(2));

    expect((await sink.flush()).spooled).toBe(1);
    expect(server.requests).toHaveLength(6);
  });

  it("an outage is probed by one request alone, while other records go to disk", async () => {
    const { answer: trying, release } = heldAnswer();
    const { server, clock, sink } = await brokenDelivery({ script: [...many(answer(503), 5), trying] });
    await letTimePass(clock, () => sink.health().breaker === "half_open");
    for (const record of [spanText(2), traceText(3)]) sink.accept(record);

    expect(await sink.flush()).toEqual({ delivered: 0, spooled: 2, waiting: 0, dropped: {} });
    release();
    await letTimePass(clock, () => sink.health().replayed === 3);
    expect(server.requests).toHaveLength(8);
  });

  it("an outage is not prolonged by a batch on disk that fails again: those behind it are tried next", async () => {
    const { server, clock, sink } = await startTestDelivery({
      script: many(answer(503), 3),
      settings: { disk: testDisk(), maxAttempts: 1 },
    });
    for (const record of [traceText(1), spanText(2)]) {
      sink.accept(record);
      expect((await sink.flush()).spooled).toBe(1);
      clock.advance(1);
    }
    await letTimePass(clock, () => sink.health().replayed === 2);

    const kinds = server.requests.map(({ path }) => /traces|spans/.exec(path)?.[0]);
    expect(kinds).toEqual(["traces", "spans", "traces", "spans", "traces"]);
  });

  it("the breaker uses the limits of the settings", async () => {
    const { server, clock, sink } = await startTestDelivery({
      script: many(answer(503), 1),
      settings: { disk: testDisk(), breakerFailures: 1, breakerResetAfterMs: 7_000, maxAttempts: 1 },
    });
    sink.accept(spanText(1));
    await sink.flush();
    expect(sink.health().breaker).toBe("open");
    const openedAtMs = clock.elapsedMs();
    await letTimePass(clock, () => server.requests.length === 2);
    expect(clock.elapsedMs() - openedAtMs).toBeGreaterThanOrEqual(7_000);
  });

  it("an outage without a disk keeps records in memory until one request may try again", async () => {
    const { server, clock, sink } = await startTestDelivery({
      script: many(answer(503), 5),
      settings: { retryBaseMs: 0 },
    });
    sink.accept(spanText(1));
    const flushed = sink.flush({ timeoutMs: 60_000 });
    for (const times of [1, 2, 3, 4]) {
      await clock.untilAsked(0, times);
      clock.advance(0);
    }
    await clock.untilAsked(30_000);
    expect(sink.health()).toMatchObject({ breaker: "open", queue: { records: 1 } });
    clock.advance(30_000);

    expect(await flushed).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });
    expect(server.requests).toHaveLength(6);
  });
});

describe("a pause that the server asks for", () => {
  it("a requested pause of more than ten seconds is not waited for in memory, and is no failure", async () => {
    const { clock, server, sink } = await startTestDelivery({
      script: [answer(429, { "RateLimit-Reset": "60" })],
      settings: { disk: testDisk() },
    });
    for (const record of spanTexts(3)) sink.accept(record);

    expect(await sink.flush()).toEqual({ delivered: 0, spooled: 3, waiting: 0, dropped: {} });
    expect(sink.health().breaker).toBe("closed");
    const pausedAtMs = clock.elapsedMs();
    await letTimePass(clock, () => server.requests.length === 2);
    expect(clock.elapsedMs() - pausedAtMs).toBeGreaterThanOrEqual(60_500);
  });

  it("a requested pause of a few seconds is waited for", async () => {
    const { clock, sink } = await startTestDelivery({
      script: [answer(429, { "RateLimit-Reset": "5" })],
      settings: { disk: testDisk() },
    });
    sink.accept(spanText(1));
    const flushed = sink.flush({ timeoutMs: 60_000 });
    await clock.untilAsked(5_500);
    clock.advance(5_500);

    expect(await flushed).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });
  });

  it("records that the queue cannot hold during a requested pause are put on disk, not dropped", async () => {
    const { clock, server, sink } = await startTestDelivery({
      script: [answer(429, { "RateLimit-Reset": "5" })],
      settings: { disk: testDisk(), maxQueueRecords: 4 },
    });
    sink.accept(spanText(100));
    const flushed = sink.flush({ timeoutMs: 60_000 });
    await clock.untilAsked(5_500);
    for (const record of spanTexts(20)) sink.accept(record);
    expect(sink.health().queue.records).toBeLessThanOrEqual(4);
    clock.advance(5_500);
    await flushed;
    await sink.flush();

    const { delivered, spooled, dropped } = sink.health();
    expect({ sum: delivered + spooled, dropped }).toEqual({ sum: 21, dropped: {} });
    expect(spooled).toBeGreaterThan(10);
    await letTimePass(clock, () => server.spans.length === 21);
  });
});
