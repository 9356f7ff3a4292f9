import { EventEmitter, once } from "node:events";
import fs, { promises, readdirSync } from "node:fs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Delivery } from "../../../src/delivery/delivery.js";
import { startTestDelivery, type TestDelivery, testDisk } from "../../support/delivery/test-delivery.js";
import { answer, heldAnswer } from "../../support/models/scripted-answer.js";
import { spanText, spanTexts, testId, traceText } from "../../support/opik-server/record-texts.js";
import { letTimePass } from "../../support/time/let-time-pass.js";

/** All files of the spool, of whatever owner. */
function filesOf({ settings }: TestDelivery): string[] {
  const entries = readdirSync(settings.disk?.dir ?? "", { recursive: true, encoding: "utf8" });
  return entries.filter((name) => name.includes(".") && !name.endsWith("target.json"));
}

/** What a process that has nothing else to do does with a delivery. */
async function deliverLast({ processEnd }: Delivery): Promise<void> {
  await processEnd.drain();
  await processEnd.replay();
}

/** Has the disk take its time to remove a file. */
function holdRemoval(): { readonly begun: Promise<unknown>; readonly end: () => void } {
  const remove = promises.unlink.bind(promises);
  const disk = new EventEmitter();
  const [begun, ended] = [once(disk, "begun"), once(disk, "ended")];
  const spy = vi.spyOn(promises, "unlink").mockImplementation(async (file) => {
    disk.emit("begun");
    await ended;
    await remove(file);
  });
  onTestFinished(() => {
    spy.mockRestore();
  });
  return {
    begun,
    end: () => {
      disk.emit("ended");
    },
  };
}

describe("a request without an answer", () => {
  it("a request without an answer has its batch on disk after 100 ms, until the server has accepted it", async () => {
    const { answer: slow, release } = heldAnswer();
    const world = await startTestDelivery({ script: [slow], settings: { disk: testDisk() } });
    world.sink.accept(spanText(1));
    const flushed = world.sink.flush();
    await world.server.waitFor({ requests: 1 });
    world.clock.advance(99);
    expect(filesOf(world)).toEqual([]);
    world.clock.advance(1);
    await letTimePass(world.clock, () => world.sink.health().spool?.records === 1, 0);
    release();

    expect(await flushed).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });
    expect(filesOf(world)).toEqual([]);
  });

  it("an answer counts at once: a process that ends while the copy is removed reports no loss", async () => {
    const { answer: slow, release } = heldAnswer();
    const world = await startTestDelivery({ script: [slow], settings: { disk: testDisk() } });
    const removal = holdRemoval();
    world.sink.accept(spanText(1));
    const flushed = world.sink.flush();
    await world.server.waitFor({ requests: 1 });
    world.clock.advance(100);
    await letTimePass(world.clock, () => world.sink.health().spool?.records === 1, 0);
    release();
    await removal.begun;
    world.delivery.processEnd.keep();

    expect(world.sink.health()).toMatchObject({
      delivered: 1,
      spooled: 0,
      dropped: {},
      queue: { records: 0, bytes: 0 },
    });
    expect(world.problems).toEqual([]);
    removal.end();
    expect(await flushed).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });
    expect(filesOf(world)).toEqual([]);
  });

  it("a request that is answered soon does not touch the disk", async () => {
    const world = await startTestDelivery({ settings: { disk: testDisk() } });
    for (const record of spanTexts(3_000)) world.sink.accept(record);
    await world.sink.flush();

    expect(filesOf(world)).toEqual([]);
  });

  it("records that come during a request without an answer are kept on disk, although they cannot be sent yet", async () => {
    const { answer: slow, release } = heldAnswer();
    const world = await startTestDelivery({ script: [slow], settings: { disk: testDisk(), concurrency: 1 } });
    world.sink.accept(spanText(1));
    const first = world.sink.flush();
    await world.server.waitFor({ requests: 1 });
    world.sink.accept(traceText(2));
    const second = world.sink.flush();
    world.clock.advance(100);
    await letTimePass(world.clock, () => world.sink.health().spool?.records === 2, 0);
    release();
    await Promise.all([first, second]);

    expect(world.sink.health()).toMatchObject({ delivered: 2, spooled: 0 });
    expect(filesOf(world)).toEqual([]);
  });

  it("a copy on disk is left to other processes when the request fails for now", async () => {
    const { answer: failing, release } = heldAnswer(503);
    const world = await startTestDelivery({ script: [failing], settings: { disk: testDisk(), maxAttempts: 1 } });
    world.sink.accept(spanText(1));
    const flushed = world.sink.flush();
    world.clock.advance(100);
    await letTimePass(world.clock, () => world.sink.health().spool?.records === 1, 0);
    release();

    expect(await flushed).toEqual({ delivered: 0, spooled: 1, waiting: 0, dropped: {} });
    await world.delivery.close(1_000);
    const next = world.openDelivery();
    next.accept(traceText(2));
    await letTimePass(world.clock, () => next.health().replayed === 1);
    expect(world.server.spans.map(({ id }) => id)).toEqual([testId(1)]);
  });
});

describe("what waits on disk", () => {
  it("records on disk are sent by the next process that sends anything, after its own", async () => {
    const { server, clock, delivery, openDelivery } = await startTestDelivery({ settings: { disk: testDisk() } });
    for (const record of spanTexts(5)) delivery.accept(record);
    delivery.processEnd.keep();
    expect(delivery.totals().spooled).toBe(5);
    expect(delivery.waitingRecords).toBe(0);
    await delivery.close(1_000);
    const next = openDelivery();
    next.accept(traceText(9));
    await next.drain(10_000);
    await letTimePass(clock, () => next.health().replayed === 5);

    expect(server.requests.map(({ records }) => records)).toEqual([1, 5]);
    expect(next.totals()).toEqual({ delivered: 1, spooled: 0, dropped: new Map() });
  });

  it("records on disk whose turn comes just before the process ends are sent once", async () => {
    const [live, fromDisk] = [heldAnswer(), heldAnswer()];
    const world = await startTestDelivery({ settings: { disk: testDisk() } });
    world.delivery.accept(spanText(1));
    world.delivery.processEnd.keep();
    await world.delivery.close(1_000);
    world.server.answerOnly([live.answer, fromDisk.answer]);
    const next = world.openDelivery();
    next.accept(traceText(9));
    const ended = deliverLast(next);
    await world.server.waitFor({ requests: 1 });
    world.clock.advance(250);
    await world.server.waitFor({ requests: 2 });
    live.release();
    await letTimePass(world.clock, () => next.health().delivered === 1, 0);
    fromDisk.release();
    await ended;

    expect(world.server.requests.map(({ path }) => path)).toEqual([
      "/v1/private/traces/batch",
      "/v1/private/spans/batch",
    ]);
    expect(world.server.spans.map(({ id }) => id)).toEqual([testId(1)]);
    expect(filesOf(world)).toEqual([]);
  });

  it("a flush does not wait for records on disk", async () => {
    const { answer: slow, release } = heldAnswer();
    const world = await startTestDelivery({ script: [answer(204), slow], settings: { disk: testDisk() } });
    world.delivery.accept(spanText(1));
    world.delivery.processEnd.keep();
    await world.delivery.close(1_000);
    const next = world.openDelivery();
    next.accept(spanText(2));
    await next.drain(10_000);
    await letTimePass(world.clock, () => world.server.requests.length === 2);
    next.accept(spanText(3));
    await next.drain(10_000);

    expect(next.health()).toMatchObject({ delivered: 2, replayed: 0 });
    release();
    await letTimePass(world.clock, () => next.health().replayed === 1);
  });

  it("a record on disk that servers may find too old is sent separately from the rest of its batch", async () => {
    const id = "01900000-0000-7000-8000-000000000001";
    const { server, clock, delivery, openDelivery, deadLetters } = await startTestDelivery({
      settings: { disk: testDisk() },
      poisonedIds: [id],
    });
    const old = { ...spanText(1, { id }), id };
    for (const record of [old, spanText(2)]) delivery.accept(record);
    delivery.processEnd.keep();
    await delivery.close(1_000);
    const next = openDelivery();
    next.accept(traceText(9));
    await letTimePass(clock, () => next.health().replayed === 1);

    expect(server.spans.map(({ id }) => id)).toEqual([testId(2)]);
    expect(deadLetters()).toEqual([]);
    next.accept(spanText(3));
    const isAllSettled = () => next.health().deadLetters === 1 && next.health().spool?.records === 0;
    await letTimePass(clock, isAllSettled, 1_000);
    expect(deadLetters().map(({ id }) => id)).toEqual([id]);
  });
});

describe("keeping everything at once", () => {
  it("keeping everything covers what waits, is in flight and between attempts, and none is sent again", async () => {
    const script = [answer(503), { kind: "never" } as const];
    const settings = { disk: testDisk(), concurrency: 2, maxBatchRecords: 1, retryBaseMs: 60_000 };
    const world = await startTestDelivery({ script, settings });
    for (const record of spanTexts(6)) world.delivery.accept(record);
    const flushed = world.sink.flush({ timeoutMs: 600_000 });
    await world.server.waitFor({ requests: 2 });
    await world.clock.untilAsked(15_000);

    world.delivery.processEnd.keep();
    expect(world.delivery.totals().spooled).toBe(6);
    expect(world.delivery.waitingRecords).toBe(0);
    expect(await flushed).toEqual({ delivered: 0, spooled: 6, waiting: 0, dropped: {} });
    world.delivery.processEnd.keep();
    expect(world.delivery.totals().spooled).toBe(6);
    await world.delivery.close(1_000);
    expect(world.server.requests).toHaveLength(2);
    expect(world.delivery.health()).toMatchObject({ spool: { records: 6 }, dropped: {} });
  });

  it("keeping everything blames no server that works, nor for an earlier failure", async () => {
    const script = [answer(503), answer(204)];
    const { clock, delivery, problems, settings } = await startTestDelivery({
      script,
      settings: { disk: testDisk(), retryBaseMs: 0 },
    });
    delivery.accept(spanText(1));
    const drained = delivery.drain(10_000);
    await clock.untilAsked(0);
    clock.advance(0);
    await drained;
    delivery.accept(spanText(2));
    delivery.processEnd.keep();

    const server = `Opik at ${settings.apiUrl}, workspace "${settings.workspaceName}"`;
    const message = `${server} has not accepted all records yet (the process ended first). They wait on disk and are sent later.`;
    expect(problems).toEqual([{ kind: "spooling", message }]);
  });

  it("keeping everything reports what it could not keep, and keeps that in memory", async () => {
    const { delivery } = await startTestDelivery();
    delivery.accept(spanText(1));

    delivery.processEnd.keep();
    expect(delivery.totals().spooled).toBe(0);
    expect(delivery.waitingRecords).toBe(1);
    await delivery.drain(10_000);
    expect(delivery.totals().delivered).toBe(1);
  });

  it("closing a delivery keeps on disk the records that the server did not accept in time", async () => {
    const { clock, server, delivery, openDelivery } = await startTestDelivery({
      script: [{ kind: "never" }],
      settings: { disk: testDisk(), maxBatchRecords: 1, concurrency: 1 },
    });
    for (const record of spanTexts(3)) delivery.accept(record);
    const closed = delivery.close(1_000);
    await server.waitFor({ requests: 1 });
    clock.advance(1_000);
    await closed;
    expect(delivery.totals()).toEqual({ delivered: 0, spooled: 3, dropped: new Map() });

    const next = openDelivery();
    next.accept(traceText(9));
    await letTimePass(clock, () => next.health().replayed === 3);
  });
});

it("a disk that cannot be written is reported once, and records wait in memory as without a disk", async () => {
  const disk = { ...testDisk(), dir: "/dev/null/nowhere" };
  const { clock, sink, problems } = await startTestDelivery({
    script: [answer(429, { "RateLimit-Reset": "60" })],
    settings: { disk },
  });
  sink.accept(spanText(1));
  const flushed = sink.flush({ timeoutMs: 600_000 });
  await clock.untilAsked(60_500);
  clock.advance(60_500);

  expect(await flushed).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });
  expect(problems.map(({ kind }) => kind)).toEqual(["disk"]);
});

describe("durable delivery", () => {
  it("durable delivery has every record on disk before accept returns, until the server has it", async () => {
    const world = await startTestDelivery({ settings: { disk: { ...testDisk(), durable: true } } });
    for (const record of [spanText(1), traceText(2)]) world.delivery.accept(record);
    expect(filesOf(world)).toHaveLength(2);
    await world.delivery.drain(10_000);

    expect(filesOf(world)).toEqual([]);
  });

  it.each([
    { durable: true, syncs: 0 },
    { durable: "power", syncs: 2 },
  ] as const)(
    "durable delivery syncs the disk for each record only against a loss of power: $durable",
    async ({ durable, syncs }) => {
      const synced = vi.spyOn(fs, "fsyncSync");
      onTestFinished(() => {
        synced.mockRestore();
      });
      const world = await startTestDelivery({ settings: { disk: { ...testDisk(), durable } } });
      world.delivery.accept(spanText(1));
      const before = synced.mock.calls.length;
      for (const number of [2, 3]) world.delivery.accept(spanText(number));

      expect(synced.mock.calls.length - before).toBe(syncs);
      await world.delivery.drain(10_000);
    },
  );
});
