import { expect, it } from "vitest";
import { openNodeSpool } from "../../../src/delivery/spool/node-spool.js";
import type { SerializedRecord } from "../../../src/records/record-sink.js";
import { startTestDelivery, type TestDelivery, testDisk } from "../../support/delivery/test-delivery.js";
import { heldAnswer } from "../../support/models/scripted-answer.js";
import { spanText, testId, traceText } from "../../support/opik-server/record-texts.js";

const BETWEEN_BATCHES_MS = 250;
const WITHOUT_ROOM_MS = 5_000;

/** What an earlier process left: a file for each. */
async function leaveOnDisk({ settings, clock }: TestDelivery, records: readonly SerializedRecord[]): Promise<void> {
  const parts = openNodeSpool({ ...settings, maxBatchRecords: 1 }, () => undefined, clock);
  for (const record of records) await parts?.spool.keep({ kind: record.kind, records: [record] });
}

const input = (length: number) => ({ input: { text: "x".repeat(length) } });

it("records that are read back from disk have a share of the memory, and wait while others need it", async () => {
  const held = heldAnswer();
  const world = await startTestDelivery({
    script: [held.answer],
    settings: { disk: testDisk(), maxQueueBytes: 1_000_000, maxMemoryBytes: 1_000_000 },
  });
  const { server, clock, sink } = world;
  await leaveOnDisk(world, [spanText(1, input(400_000))]);
  sink.accept(traceText(2, input(700_000)));
  const flushed = sink.flush();
  await server.waitFor({ requests: 1 });

  clock.advance(BETWEEN_BATCHES_MS);
  await clock.untilAsked(WITHOUT_ROOM_MS);
  expect(server.requests).toHaveLength(1);

  held.release();
  await flushed;
  clock.advance(WITHOUT_ROOM_MS);
  await server.waitFor({ spans: 1 });
});

it("a new record does not displace one that was read back and is being sent", async () => {
  const held = heldAnswer();
  const world = await startTestDelivery({
    script: [held.answer],
    settings: { maxQueueBytes: 1_000_000, maxWaitMs: 600_000, disk: testDisk() },
  });
  const { server, delivery } = world;
  await leaveOnDisk(world, [spanText(1, input(700_000))]);
  const replayed = delivery.replay();
  await server.waitFor({ requests: 1 });

  delivery.accept(traceText(2, input(400_000)));
  expect(delivery.health()).toMatchObject({ queue: { records: 0, bytes: 0 }, spooled: 1 });

  held.release();
  await replayed;
  delivery.accept(traceText(3, input(900_000)));
  expect(delivery.health()).toMatchObject({ queue: { records: 1 } });
});

it("a record on disk that is larger than the whole queue is sent when nothing else is in memory", async () => {
  const settings = { disk: testDisk(), maxQueueBytes: 100_000, maxMemoryBytes: 1_000_000 };
  const world = await startTestDelivery({ settings });
  await leaveOnDisk(world, [spanText(1, input(900_000))]);

  await world.delivery.replay();

  expect(world.server.spans.map(({ id }) => id)).toEqual([testId(1)]);
});

it("a record on disk that is too large for this process is left, delays no others, and is reported", async () => {
  const settings = { disk: testDisk(), maxQueueBytes: 100_000, maxMemoryBytes: 200_000 };
  const world = await startTestDelivery({ settings });
  await leaveOnDisk(world, [spanText(1, input(900_000)), spanText(2, input(90_000))]);

  await world.delivery.replay();

  expect(world.server.spans.map(({ id }) => id)).toEqual([testId(2)]);
  expect(world.problems).toEqual([
    { kind: "too_large_to_send", message: expect.stringContaining("npx langchain-opik spool replay") as string },
  ]);
  await world.openDelivery({ maxMemoryBytes: 1_000_000 }).replay();
  expect(world.server.spans.map(({ id }) => id)).toEqual([testId(2), testId(1)]);
});
