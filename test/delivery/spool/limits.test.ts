import { describe, expect, it } from "vitest";
import type { SerializedRecord } from "../../../src/records/record-sink.js";
import { ManualClock } from "../../support/time/manual-clock.js";
import { RefusingDisk } from "./refusing-disk.js";
import { claimAll, filesOf, idsOf, newSpan, newSpans, openSpool, temporaryFolder } from "./test-spool.js";

/** Each batch is a file of its own. */
const ONE_BATCH_A_FILE = { maxBatchRecords: 1 };

describe("the limits of a spool", () => {
  it("a full spool drops the oldest files and counts their records", async () => {
    const { spool, drops } = openSpool(temporaryFolder(), { ...ONE_BATCH_A_FILE, maxBytes: 1_000 });
    const batches = Array.from({ length: 5 }, () => newSpans(2, 200));
    for (const records of batches) await spool.keep({ kind: "span", records });

    const claimed = (await claimAll(spool)).flatMap(({ records }) => idsOf(records));
    expect(claimed).toEqual(batches.slice(-claimed.length / 2).flatMap((records) => idsOf(records)));
    expect(claimed.length).toBeGreaterThan(0);
    expect(spool.contents().bytes).toBeLessThanOrEqual(1_000);
    expect(drops.every(([reason]) => reason === "spool_full")).toBe(true);
    expect(claimed.length + drops.reduce((sum, [, records]) => sum + records, 0)).toBe(10);
  });

  it("a spool has room for exactly as many bytes as it may hold", async () => {
    const [one = newSpan(), two = newSpan()] = newSpans(2);
    const maxBytes = Buffer.byteLength(one.json) + Buffer.byteLength(two.json) + 2;
    const { spool, drops } = openSpool(temporaryFolder(), { ...ONE_BATCH_A_FILE, maxBytes });
    for (const record of [one, two]) await spool.keep({ kind: "span", records: [record] });

    expect((await claimAll(spool)).flatMap(({ records }) => records)).toEqual([one, two]);
    expect(drops).toEqual([]);
  });

  it("leaves what is being sent", async () => {
    const { spool, drops } = openSpool(temporaryFolder(), { ...ONE_BATCH_A_FILE, maxBytes: 500 });
    const sending = newSpans(1, 400);
    await spool.keep({ kind: "span", records: sending });
    const claim = await spool.claimOldest();
    await spool.keep({ kind: "span", records: newSpans(1, 400) });

    expect(drops).toEqual([["spool_full", 1]]);
    await claim?.release();
    expect((await spool.claimOldest())?.records).toEqual(sending);
  });

  it("each file that a full spool drops is counted once, however many processes drop it at the same time", async () => {
    const dir = temporaryFolder();
    const { spool } = openSpool(dir, ONE_BATCH_A_FILE);
    for (const record of newSpans(30)) await spool.keep({ kind: "span", records: [record] });

    const pruners = Array.from({ length: 8 }, () => openSpool(dir, { ...ONE_BATCH_A_FILE, maxBytes: 0 }));
    await Promise.all(pruners.map((pruner) => pruner.spool.claimOldest()));

    const dropped = pruners.flatMap(({ drops }) => drops).reduce((sum, [, records]) => sum + records, 0);
    expect(dropped).toBe(30);
    expect(filesOf(spool)).toEqual([]);
  });
});

describe("a record that waits too long", () => {
  it("a record that waits too long is dropped and counted, and a younger one is not", async () => {
    const clock = new ManualClock();
    const limits = { ...ONE_BATCH_A_FILE, clock, maxAgeMs: 60_000 };
    const { spool, drops } = openSpool(temporaryFolder(), limits);
    await spool.keep({ kind: "span", records: newSpans(1) });
    clock.advance(45_000);
    const younger = newSpans(1);
    await spool.keep({ kind: "span", records: younger });
    clock.advance(30_000);

    expect((await spool.claimOldest())?.records).toEqual(younger);
    expect(drops).toEqual([["spool_expired", 1]]);
  });

  it("a record is kept for exactly as long as it may wait", async () => {
    const clock = new ManualClock();
    const { spool, drops } = openSpool(temporaryFolder(), { clock, maxAgeMs: 60_000 });
    const records = newSpans(1);
    await spool.keep({ kind: "span", records });
    clock.advance(60_000);

    expect((await spool.claimOldest())?.records).toEqual(records);
    expect(drops).toEqual([]);
  });

  it("old records do not take younger ones with them: a file grows for ten minutes at most", async () => {
    const clock = new ManualClock();
    const { spool } = openSpool(temporaryFolder(), { clock });
    await spool.keep({ kind: "span", records: newSpans(1) });
    clock.advance(599_999);
    await spool.keep({ kind: "span", records: newSpans(1) });
    expect(filesOf(spool)).toHaveLength(1);

    clock.advance(1);
    await spool.keep({ kind: "span", records: newSpans(1) });
    expect(filesOf(spool)).toHaveLength(2);
  });
});

describe("what is seen of other processes' files", () => {
  it("the folder is not read for each batch, but once in ten seconds while there is room", async () => {
    const clock = new ManualClock();
    const disk = new RefusingDisk();
    const [one = newSpan(), two = newSpan(), three = newSpan(), four = newSpan()] = newSpans(4);
    const maxBytes = [one, two, three].reduce((sum, { json }) => sum + Buffer.byteLength(json) + 1, 0);
    const { spool } = openSpool(temporaryFolder(), { ...ONE_BATCH_A_FILE, clock, maxBytes }, disk.node);
    const timesRead = async (record: SerializedRecord) => {
      await spool.keep({ kind: "span", records: [record] });
      return disk.timesCalled("opendir");
    };

    expect(await timesRead(one)).toBe(1);
    clock.advance(10_000);
    expect(await timesRead(two)).toBe(1);
    expect(await timesRead(three)).toBe(1);
    expect(await timesRead(four)).toBe(2);
  });

  it("what other processes keep is seen after some time, and at every claim", async () => {
    const dir = temporaryFolder();
    const clock = new ManualClock();
    const { spool } = openSpool(dir, { clock });
    await spool.keep({ kind: "span", records: newSpans(1) });
    await openSpool(dir, { clock }).spool.keep({ kind: "trace", records: newSpans(2) });
    expect(spool.contents()).toMatchObject({ files: 1, records: 1 });

    clock.advance(10_001);
    await spool.keep({ kind: "span", records: newSpans(1) });
    expect(spool.contents()).toMatchObject({ files: 2, records: 4 });
  });
});
