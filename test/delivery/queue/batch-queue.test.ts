import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchRequest } from "../../../src/delivery/http/batch-request.js";
import type { Batch } from "../../../src/delivery/queue/batch.js";
import { BatchQueue, type QueueLimits } from "../../../src/delivery/queue/batch-queue.js";
import { type MemoryLimits, MemoryUse } from "../../../src/delivery/queue/memory-use.js";
import { InFlightBatches } from "../../../src/delivery/sending/in-flight-batches.js";
import { SpoolGuard } from "../../../src/delivery/spool/spool-guard.js";
import type { SerializedRecord } from "../../../src/records/record-sink.js";
import { ManualClock } from "../../support/time/manual-clock.js";

const LIMITS: QueueLimits & MemoryLimits = {
  maxBatchRecords: 3,
  maxBatchBytes: 60,
  maxRecordBytes: 80,
  maxQueueRecords: 8,
  maxQueueBytes: 200,
  maxMemoryBytes: 100,
};
const ALL_DUE = Number.POSITIVE_INFINITY;
const SLOTS = 4;

/** The same rules, written as plainly as possible. */
interface Model {
  waiting: SerializedRecord[];
  taken: Batch[];
}

const bytesOf = (records: readonly SerializedRecord[]) =>
  records.reduce((sum, { json }) => sum + Buffer.byteLength(json), 0);

/** A text has two bytes for each character in memory when not all of it is ASCII. */
const memoryOf = (records: readonly SerializedRecord[]) =>
  records.reduce((sum, { json }) => sum + (/^[\0-\x7f]*$/.test(json) ? 1 : 2) * json.length, 0);

const heldBy = ({ waiting, taken }: Model) => [...waiting, ...taken.flatMap(({ records }) => records)];

function offer(model: Model, queue: BatchQueue, record: SerializedRecord): void {
  const held = heldBy(model);
  const bytes = memoryOf([record]);
  const fits = held.length < LIMITS.maxQueueRecords && memoryOf(held) + bytes <= LIMITS.maxQueueBytes;
  const expected = bytes > LIMITS.maxRecordBytes ? "record_too_large" : fits ? "queued" : "queue_full";
  expect(queue.offer(record)).toBe(expected);
  if (expected === "queued") model.waiting.push(record);
}

function take(model: Model, queue: BatchQueue): void {
  const batch = queue.take(ALL_DUE);
  const oldest = model.waiting[0];
  expect(batch?.records[0]).toBe(oldest);
  if (batch === undefined || oldest === undefined) return;
  const sameKind = model.waiting.filter(({ kind }) => kind === oldest.kind);
  expect(batch.records).toEqual(sameKind.slice(0, batch.records.length));
  expect(batch).toMatchObject({ bytes: bytesOf(batch.records), memoryBytes: memoryOf(batch.records) });
  const requestBytes = Buffer.byteLength(
    batchRequest({ ...batch, kind: batch.kind === "trace" ? "trace" : "span" }).body.join(""),
  );
  expect(batch.records.length).toBeLessThanOrEqual(LIMITS.maxBatchRecords);
  if (batch.records.length > 1) expect(requestBytes).toBeLessThanOrEqual(LIMITS.maxBatchBytes);
  model.waiting = model.waiting.filter((record) => !batch.records.includes(record));
  model.taken.push(batch);
}

function settle(model: Model, memory: MemoryUse): void {
  const batch = model.taken.shift();
  if (batch !== undefined) memory.release(batch);
}

/** A queue, and what owns the batches that are taken from it. */
function startQueue(limits = LIMITS) {
  const memory = new MemoryUse(limits);
  const queue = new BatchQueue(limits, memory);
  const clock = new ManualClock();
  const spool = new SpoolGuard(undefined, clock, () => undefined);
  return { memory, queue, batches: new InFlightBatches({ queue, memory, spool, clock }) };
}

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom("trace", "span"),
      text: fc.constantFrom("a", "ü", "→", "a→"),
      repeats: fc.integer({ min: 0, max: 45 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant("take" as const) },
  { weight: 1, arbitrary: fc.constant("settle" as const) },
);

describe("BatchQueue", () => {
  it("the queue keeps its bounds, the order of arrival and the limits of a request, whatever is done with it", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { queue, memory } = startQueue();
        const model: Model = { waiting: [], taken: [] };
        for (const [index, next] of steps.entries()) {
          if (next === "take") take(model, queue);
          else if (next === "settle") settle(model, memory);
          else offer(model, queue, { kind: next.kind, id: String(index), json: next.text.repeat(next.repeats) });
          expect(memory.records).toBe(heldBy(model).length);
          expect(memory.bytes).toBe(memoryOf(heldBy(model)));
          expect(queue.isEmpty).toBe(model.waiting.length === 0);
        }
      }),
    );
  });

  it("the queue holds back a batch that is neither full nor due", () => {
    const { queue } = startQueue();
    queue.offer({ kind: "span", id: "1", json: "{}" });
    queue.offer({ kind: "span", id: "2", json: "{}" });

    expect(queue.take(0)).toBeUndefined();
    expect(queue.take(1)?.records.map(({ id }) => id)).toEqual(["1", "2"]);
  });

  it("the oldest unsettled record is known, also while it is in flight and newer ones are done", async () => {
    const { queue, batches } = startQueue({ ...LIMITS, maxBatchRecords: 1 });
    for (const id of ["1", "2"]) queue.offer({ kind: "span", id, json: "{}" });
    const [first, second] = [batches.beginSending(ALL_DUE, SLOTS), batches.beginSending(ALL_DUE, SLOTS)];

    if (second) await batches.finish(second);
    expect(batches.firstUnsettled).toBe(1);
    if (first) await batches.finish(first);
    expect(batches.firstUnsettled).toBe(Number.POSITIVE_INFINITY);
  });

  it("a batch that is settled twice frees its room once", async () => {
    const { queue, memory, batches } = startQueue();
    for (const id of ["1", "2"]) queue.offer({ kind: "span", id, json: "{}" });
    const batch = batches.beginSending(ALL_DUE, SLOTS);
    queue.offer({ kind: "span", id: "3", json: "{}" });
    if (batch) {
      await batches.finish(batch);
      await batches.finish(batch);
    }

    expect(memory.records).toBe(1);
  });

  it("the queue keeps the order of many thousands of records", () => {
    const { queue } = startQueue({ ...LIMITS, maxQueueRecords: 10_000, maxQueueBytes: 1_000_000 });
    for (let number = 0; number < 10_000; number += 1) queue.offer({ kind: "span", id: String(number), json: "{}" });
    const ids: string[] = [];
    for (let batch = queue.take(ALL_DUE); batch !== undefined; batch = queue.take(ALL_DUE)) {
      ids.push(...batch.records.map(({ id }) => id));
    }

    expect(ids).toEqual(Array.from({ length: 10_000 }, (_, number) => String(number)));
  });
});
