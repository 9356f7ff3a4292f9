import fc from "fast-check";
import { expect, it } from "vitest";
import { droppedRecords, replayAll } from "../support/delivery/replay-all.js";
import { startTestDelivery, testDisk } from "../support/delivery/test-delivery.js";
import { answer, type ScriptedAnswer } from "../support/models/scripted-answer.js";
import { spanText, traceText } from "../support/opik-server/record-texts.js";
import { letTimePass } from "../support/time/let-time-pass.js";

const failing: fc.Arbitrary<ScriptedAnswer> = fc.oneof(
  fc.constantFrom(400, 401, 402, 403, 404, 408, 413, 422, 425, 429, 500, 502, 503).map((status) => answer(status)),
  fc.integer({ min: 1, max: 40 }).map((seconds) => answer(429, { "RateLimit-Reset": String(seconds) })),
  fc.constantFrom<ScriptedAnswer>({ kind: "reset_before_body" }, { kind: "reset_after_body" }),
);
/** By what the request holds. */
const usual: ScriptedAnswer = { kind: "slow_read", until: Promise.resolve() };
const script = fc.array(fc.oneof({ weight: 2, arbitrary: failing }, fc.constant(usual)), { maxLength: 25 });

/** What a program does with its delivery, step by step. */
const step = fc.oneof(
  fc.record({ does: fc.constant("accept" as const), good: fc.nat(30), bad: fc.nat(2), traces: fc.nat(3) }),
  fc.record({ does: fc.constant("flush" as const) }),
  fc.record({ does: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 400_000 }) }),
);
const world = fc.record({
  script,
  steps: fc.array(step, { minLength: 1, maxLength: 8 }),
  hasDisk: fc.boolean(),
  maxQueueRecords: fc.constantFrom(10, 100_000),
  end: fc.constantFrom("close" as const, "keep" as const),
});

it("every record is delivered, on disk or counted as dropped, and only one of them, whatever the server answers", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ script: answers, steps, hasDisk, maxQueueRecords, end }) => {
      const made = new Set<string>();
      const run = await startTestDelivery({
        script: answers,
        settings: { maxQueueRecords, maxBatchRecords: 20, ...(hasDisk && { disk: testDisk() }) },
      });
      const accept = (record: ReturnType<typeof spanText>) => {
        made.add(record.id);
        run.delivery.accept(record);
      };
      for (const next of steps) {
        if (next.does === "flush") {
          let isDone = false;
          void run.delivery.drain(5_000).then(() => (isDone = true));
          await letTimePass(run.clock, () => isDone);
        } else if (next.does === "wait") run.clock.advance(next.ms);
        else {
          for (let index = 0; index < next.good; index += 1) accept(spanText(made.size + 1));
          for (let index = 0; index < next.bad; index += 1) accept(spanText(made.size + 1, { usage: { tokens: 0.5 } }));
          for (let index = 0; index < next.traces; index += 1) accept(traceText(made.size + 1));
        }
      }
      if (end === "keep") run.delivery.processEnd.keep();
      let isClosed = false;
      void run.delivery.close(5_000).then(() => (isClosed = true));
      await letTimePass(run.clock, () => isClosed);

      await letTimePass(run.clock, () => run.delivery.waitingRecords === 0);
      const { delivered, spooled, dropped, deadLetters } = run.delivery.health();
      const counted = delivered + spooled + droppedRecords(dropped);
      // A record that went to disk, and that the server then refused from there, has been counted as both.
      expect(counted).toBeGreaterThanOrEqual(made.size);
      expect(counted).toBeLessThanOrEqual(made.size + deadLetters);

      if (hasDisk) await replayAll(run);
      const arrived = new Set([...run.server.spans, ...run.server.traces].map(({ id }) => id));
      const letters = hasDisk ? run.deadLetters().map(({ id }) => id) : [];
      // What is just being written when the process ends is kept as well: once too often is no loss.
      if (end === "close") expect(letters.filter((id) => arrived.has(id))).toEqual([]);
      const missing = [...made].filter((id) => !arrived.has(id) && !letters.includes(id));
      // A request that is cut off at the end may have been taken: then its records arrived and are counted as well.
      expect(missing.length).toBeLessThanOrEqual(hasDisk ? 0 : droppedRecords(dropped));
    }),
    { numRuns: 200 },
  );
});
