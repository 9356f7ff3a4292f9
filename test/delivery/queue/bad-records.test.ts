import { readdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startTestDelivery, type TestDelivery, testDisk } from "../../support/delivery/test-delivery.js";
import { answer } from "../../support/models/scripted-answer.js";
import { spanText, spanTexts, testId, traceText } from "../../support/opik-server/record-texts.js";
import { letTimePass } from "../../support/time/let-time-pass.js";

/** The server's schema wants whole numbers. */
const badSpan = (number: number) => spanText(number, { usage: { prompt_tokens: 1.5 } });

/** Good spans but for the bad ones. */
function accept({ sink }: TestDelivery, count: number, bad: readonly number[]): void {
  for (const [index, span] of spanTexts(count).entries()) sink.accept(bad.includes(index) ? badSpan(index + 1) : span);
}

function deadLetterFiles({ settings }: TestDelivery): string[] {
  const dir = settings.disk?.dir ?? "";
  const names = readdirSync(dir, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.includes("dead-letters") && name.endsWith(".ndjson"))
    .map((name) => join(dir, name));
}

/**
 * Lets time pass in which a good record comes every few minutes: what is accepted later decides about what was refused.
 */
async function untilDeadLetters({ clock, sink }: TestDelivery, count: number): Promise<void> {
  for (let sentAtMs = Number.NEGATIVE_INFINITY; sink.health().deadLetters < count; ) {
    if (clock.elapsedMs() - sentAtMs > 100_000) {
      sentAtMs = clock.elapsedMs();
      sink.accept(spanText(3_000));
    }
    const nextMs = clock.elapsedMs() + 10_000;
    await letTimePass(clock, () => clock.elapsedMs() >= nextMs, 1_000);
  }
}

describe("records that the server refuses", () => {
  it.each([
    ["one in the middle", 1_000, [500], 25],
    ["the first and the last", 1_000, [0, 999], 45],
    ["several in a row", 100, [40, 41, 42, 43, 44, 45, 46], 40],
    ["one of two", 2, [1], 3],
    ["more in a row than would be a streak", 40, [0, 1, 2, 3, 4, 5], 30],
  ])(
    "refused records are found by halving their batch and kept as dead letters: %s",
    async (_, count, bad, mostRequests) => {
      const world = await startTestDelivery({ settings: { disk: testDisk() } });
      accept(world, count, bad);

      const { delivered, spooled, waiting, dropped } = await world.sink.flush();
      expect({ delivered, waiting, bad: spooled + (dropped.refused ?? 0) }).toEqual({
        delivered: count - bad.length,
        waiting: 0,
        bad: bad.length,
      });
      expect(world.server.spans).toHaveLength(count - bad.length);
      expect(world.server.requests.length).toBeLessThanOrEqual(mostRequests);

      await untilDeadLetters(world, bad.length);
      expect(
        world
          .deadLetters()
          .map(({ id }) => id)
          .sort(),
      ).toEqual(bad.map((index) => testId(index + 1)));
      expect(world.deadLetters()[0]?.reason).toContain("/usage/prompt_tokens must be integer");
      await letTimePass(world.clock, () => world.sink.health().spool?.records === 0);
      expect(world.sink.health().dropped).toEqual({ refused: bad.length });
      expect(world.problems.map(({ kind }) => kind).filter((kind) => kind !== "spooling")).toEqual(["refused"]);
    },
  );

  it("refused records are dropped, and no others, where there is no disk", async () => {
    const world = await startTestDelivery();
    accept(world, 8, [3]);

    expect(await world.sink.flush()).toEqual({ delivered: 7, spooled: 0, waiting: 0, dropped: { refused: 1 } });
    expect(world.sink.health().deadLetters).toBe(0);
  });

  it("the rest of a large batch is left for later when its refused records cost too many requests", async () => {
    const world = await startTestDelivery({ settings: { disk: testDisk() } });
    world.sink.accept(spanText(2_000));
    await world.sink.flush();
    const bad = Array.from({ length: 100 }, (_, index) => index * 2);
    accept(world, 200, bad);
    await world.sink.flush();
    expect(world.server.requests.length).toBeLessThanOrEqual(110);
    expect(world.sink.health().spooled).toBeGreaterThan(100);

    await untilDeadLetters(world, 100);
    await letTimePass(world.clock, () => world.sink.health().spool?.records === 0);
    expect(world.server.spans).toHaveLength(102);
    expect(world.deadLetters()).toHaveLength(100);
  });
});

const refusing = (count: number, status = 400) =>
  Array.from({ length: count }, () => answer(status, {}, '{"code":400,"message":"Workspace is not found"}'));

describe("bad records that come one after the other", () => {
  it.each([6, 20])(
    "%i refused records in sequence delay good ones no longer than the refused ones took to arrive",
    async (count) => {
      const { server, clock, delivery, sink } = await startTestDelivery({ settings: { disk: testDisk() } });
      for (let number = 1; number <= count; number += 1) {
        sink.accept(badSpan(number));
        await sink.flush();
        clock.advance(1_000);
      }
      sink.accept(traceText(100));
      await sink.flush();
      clock.advance(count * 1_000);
      sink.accept(spanText(101));
      await sink.flush();
      await delivery.replay();

      expect(server.traces.map(({ id }) => id)).toEqual([testId(100)]);
      expect(server.spans.map(({ id }) => id)).toEqual([testId(101)]);
    },
  );

  it("good records after refused ones in sequence are not dropped with them, even without a disk", async () => {
    const { server, sink } = await startTestDelivery();
    for (let number = 1; number <= 6; number += 1) {
      sink.accept(badSpan(number));
      await sink.flush();
    }
    for (const number of [7, 8, 9, 10, 11, 12]) sink.accept(number % 2 === 0 ? spanText(number) : badSpan(number));
    await sink.flush();

    expect(server.spans.map(({ id }) => id).toSorted()).toEqual([8, 10, 12].map(testId));
    expect(sink.health().dropped).toEqual({ refused: 9 });
  });
});

describe("a server that refuses everything", () => {
  it.each([400, 409, 413, 422])(
    "a server that refuses everything with status %i causes no dead letters, and is given a pause",
    async (status) => {
      const { server, clock, sink, problems, deadLetters } = await startTestDelivery({
        script: refusing(1_000, status),
        settings: { disk: testDisk() },
      });
      for (const record of spanTexts(1_000)) sink.accept(record);
      expect(await sink.flush()).toEqual({ delivered: 0, spooled: 1_000, waiting: 0, dropped: {} });
      expect(server.requests.length).toBeLessThanOrEqual(30);
      sink.accept(spanText(1_001));
      await sink.flush();

      expect(sink.health()).toMatchObject({ spooled: 1_001, dropped: {}, deadLetters: 0, breaker: "open" });
      expect(deadLetters()).toEqual([]);
      expect(problems.map(({ kind }) => kind)).toEqual(["spooling", "stopped"]);
      expect(problems[0]?.message).toContain(`status ${status}: Workspace is not found`);

      const stoppedAtMs = clock.elapsedMs();
      const { length } = server.requests;
      await letTimePass(clock, () => server.requests.length > length, 1_000);
      expect(clock.elapsedMs() - stoppedAtMs).toBeGreaterThanOrEqual(300_000);
    },
  );

  it("a server that refuses everything after it had accepted some causes no dead letters either", async () => {
    const world = await startTestDelivery({ settings: { disk: testDisk() } });
    accept(world, 3, []);
    await world.sink.flush();
    world.server.answerNext(...refusing(200));
    for (let number = 10; number < 60; number += 1) {
      world.sink.accept(spanText(number));
      await world.sink.flush();
    }

    expect(world.sink.health()).toMatchObject({ delivered: 3, spooled: 50, dropped: {}, deadLetters: 0 });
  });

  it("a server that refuses many short programs causes no dead letters, and gets everything once it is repaired", async () => {
    const world = await startTestDelivery({ script: refusing(100), settings: { disk: testDisk() } });
    for (let program = 0; program < 8; program += 1) {
      const delivery = world.openDelivery();
      for (const number of [1, 2]) delivery.accept(spanText(program * 10 + number));
      delivery.accept(traceText(program * 10 + 3));
      await delivery.drain(10_000);
      await delivery.close(1_000);
      await world.delivery.replay();
    }
    expect(world.deadLetters()).toEqual([]);

    world.server.answerOnly([]);
    world.clock.advance(300_000);
    await world.delivery.replay();
    expect(world.server.spans).toHaveLength(16);
    expect(world.server.traces).toHaveLength(8);
    expect(world.delivery.health()).toMatchObject({ replayed: 24, spool: { records: 0 } });
  });
});

describe("a record that is refused and has no other beside it", () => {
  it("a record refused on its own waits on disk, and is a dead letter when refused again after others succeeded", async () => {
    const { server, clock, sink, deadLetters } = await startTestDelivery({ settings: { disk: testDisk() } });
    sink.accept(badSpan(1));
    expect(await sink.flush()).toEqual({ delivered: 0, spooled: 1, waiting: 0, dropped: {} });
    expect(deadLetters()).toEqual([]);
    sink.accept(spanText(2));
    expect(await sink.flush()).toMatchObject({ delivered: 1 });

    await letTimePass(clock, () => sink.health().deadLetters === 1, 1_000);
    expect(deadLetters().map(({ id }) => id)).toEqual([testId(1)]);
    expect(server.spans.map(({ id }) => id)).toEqual([testId(2)]);
    expect(sink.health()).toMatchObject({ dropped: { refused: 1 }, spool: { records: 0 } });
  });

  it("a record refused on its own becomes a dead letter also when each program after it is short", async () => {
    const world = await startTestDelivery({ settings: { disk: testDisk() } });
    for (const number of [1, 2, 3]) {
      world.clock.advance(1_000);
      const program = world.openDelivery();
      program.accept(number === 1 ? badSpan(1) : spanText(number));
      await program.drain(10_000);
      await program.replay();
      await program.close(1_000);
    }

    expect(world.deadLetters().map(({ id }) => id)).toEqual([testId(1)]);
    expect(world.server.spans.map(({ id }) => id)).toEqual([testId(2), testId(3)]);
  });

  it("a refused record is no dead letter where only records of the other kind are accepted", async () => {
    const world = await startTestDelivery({ settings: { disk: testDisk() } });
    world.delivery.accept(badSpan(1));
    await world.delivery.drain(10_000);
    for (const number of [2, 3]) {
      world.delivery.accept(traceText(number));
      await world.delivery.drain(10_000);
      await world.delivery.replay();
    }

    expect(world.deadLetters()).toEqual([]);
    expect(world.delivery.health()).toMatchObject({ delivered: 2, spool: { records: 1 } });
  });
});

describe("what is left of a batch", () => {
  it("the records of a batch from disk that a failing server has not decided on stay on disk", async () => {
    const { server, delivery, openDelivery } = await startTestDelivery({ settings: { disk: testDisk() } });
    for (const span of spanTexts(4)) delivery.accept(span);
    delivery.processEnd.keep();
    server.answerNext(answer(400), answer(204), answer(503), answer(503));
    const next = openDelivery();
    await next.replay();

    expect(server.spans.map(({ id }) => id)).toEqual([testId(1), testId(2)]);
    expect(next.health()).toMatchObject({ replayed: 2, spool: { files: 1, records: 2 } });
    await openDelivery().replay();
    expect(server.spans.map(({ id }) => id)).toEqual([1, 2, 3, 4].map(testId));
  });

  it("a refused record waits on disk when the dead letters are at their limit", async () => {
    const world = await startTestDelivery({ settings: { disk: testDisk() } });
    accept(world, 2, [0]);
    await world.sink.flush();
    const [letters = ""] = deadLetterFiles(world);
    truncateSync(letters, 32_000_000);
    const next = world.openDelivery();
    for (const span of [badSpan(3), spanText(4)]) next.accept(span);
    await next.drain(10_000);

    expect(next.health()).toMatchObject({ delivered: 1, spooled: 1, deadLetters: 0, dropped: {} });
    expect(world.problems.map(({ kind }) => kind)).toContain("dead_letters_full");
    expect(deadLetterFiles(world)).toEqual([letters]);
  });
});

describe("answers that a person has to act on", () => {
  it.each([
    [401, 300_000, "API key"],
    [403, 300_000, "workspace"],
    [404, 300_000, "usually ends in /api"],
    [405, 300_000, "usually ends in /api"],
    [301, 300_000, "Redirects are not followed"],
    [402, 3_600_000, "quota"],
  ])(
    "a server that answers with status %i is asked again after %i ms, and records wait on disk",
    async (status, pauseMs, advice) => {
      const { server, clock, sink, problems } = await startTestDelivery({
        script: [answer(status, {}, '{"errors":["no such key the-secret-key"]}')],
        settings: { disk: testDisk() },
      });
      for (const number of [1, 2]) {
        sink.accept(spanText(number));
        expect(await sink.flush()).toEqual({ delivered: 0, spooled: 1, waiting: 0, dropped: {} });
      }
      expect(server.requests).toHaveLength(1);
      expect(problems.map(({ kind }) => kind)).toEqual(["stopped"]);
      expect(problems[0]?.message).toContain(`status ${status}: no such key ***`);
      expect(problems[0]?.message).toContain(advice);

      const stoppedAtMs = clock.elapsedMs();
      await letTimePass(clock, () => server.requests.length > 1, 1_000);
      expect(clock.elapsedMs() - stoppedAtMs).toBeGreaterThanOrEqual(pauseMs - 1);
      await letTimePass(clock, () => sink.health().replayed === 2, 1_000);
      expect(sink.health()).toMatchObject({ state: "delivering", breaker: "closed" });
    },
  );
});

describe("records that are too large", () => {
  it("a batch that is too large is divided until each request is accepted", async () => {
    const { server, sink } = await startTestDelivery({ maxBodyBytes: 10_000, settings: { disk: testDisk() } });
    for (const record of spanTexts(40, { input: { text: "x".repeat(1_000) } })) sink.accept(record);

    expect(await sink.flush()).toEqual({ delivered: 40, spooled: 0, waiting: 0, dropped: {} });
    expect(server.spans).toHaveLength(40);
  });

  it.each([
    ["with a disk", true],
    ["without", false],
  ])(
    "a record that is too large on its own is cut with a note, and keeps its model, usage and name: %s",
    async (_, hasDisk) => {
      const { server, sink } = await startTestDelivery({
        maxBodyBytes: 100_000,
        settings: hasDisk ? { disk: testDisk() } : {},
      });
      const kept = { name: "a model", model: "gpt-4o", provider: "openai", usage: { total_tokens: 7 } };
      const metadata = { tenant: "blue" };
      const input = { messages: [{ role: "user", content: "y".repeat(400_000) }] };
      const record = spanText(1, { ...kept, metadata, input, output: { text: "short" } });
      sink.accept(record);

      expect(await sink.flush()).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });
      expect(server.spans[0]).toMatchObject({
        ...kept,
        id: testId(1),
        metadata: { tenant: "blue", record_cut: { original_bytes: Buffer.byteLength(record.json) } },
        output: { text: "short" },
      });
      expect(JSON.stringify(server.spans[0]?.input)).toContain("characters cut");
    },
  );

  it.each([
    ["plain text", "z", 1],
    ["text that is wide in memory", "z→", 2],
  ])("a record too large for the queue is cut in the same way before it enters: %s", async (_, text, width) => {
    const { server, sink } = await startTestDelivery({ settings: { maxRecordBytes: 10_000 } });
    sink.accept(spanText(1, { input: { text: text.repeat(50_000) } }));

    expect(await sink.flush()).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });
    expect(JSON.stringify(server.spans[0]).length * width).toBeLessThanOrEqual(10_000);
    expect(server.spans[0]?.metadata).toHaveProperty("record_cut");
  });

  it("a record that is too large and cannot be cut is counted as dropped", async () => {
    const { sink, problems } = await startTestDelivery({ settings: { maxRecordBytes: 1_000 } });
    sink.accept(spanText(1, { name: "n".repeat(5_000) }));

    expect((await sink.flush()).dropped).toEqual({ record_too_large: 1 });
    expect(problems.map(({ kind }) => kind)).toEqual(["record_too_large"]);
  });

  it("a record that is too large even when cut becomes a dead letter, where others are accepted", async () => {
    const { sink, deadLetters } = await startTestDelivery({ maxBodyBytes: 2_000, settings: { disk: testDisk() } });
    sink.accept(spanText(1, { name: "n".repeat(3_000) }));
    sink.accept(spanText(2));

    expect((await sink.flush()).dropped).toEqual({ refused: 1 });
    expect(deadLetters()[0]?.reason).toContain("status 413");
  });
});
