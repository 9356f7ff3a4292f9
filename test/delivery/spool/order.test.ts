import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { someAtOnce } from "../../../src/delivery/spool/shared-claim.js";
import type { MaySend, SpoolBatch } from "../../../src/delivery/spool/spool.js";
import type { WaitingFile } from "../../../src/delivery/spool/spool-file.js";
import { WaitingFiles } from "../../../src/delivery/spool/waiting-files.js";
import type { SerializedRecord } from "../../../src/records/record-sink.js";
import { uuidV7 } from "../../../src/records/uuid-v7.js";
import { ManualClock } from "../../support/time/manual-clock.js";
import { RefusingDisk } from "./refusing-disk.js";
import { claimAll, newSpan, newSpans, openSpool, temporaryFolder } from "./test-spool.js";

const trace = (): SerializedRecord => ({ ...newSpan(), kind: "trace" });
const attachment = (): SerializedRecord => ({ ...newSpan(), kind: "attachment" });
const bytesOf = ({ json }: SerializedRecord) => Buffer.byteLength(json) + 1;

/** A spool with these batches, a file each, a second apart. */
function spoolWith(batches: readonly SpoolBatch[], limits: Parameters<typeof openSpool>[1] = {}) {
  const clock = new ManualClock();
  const { spool } = openSpool(temporaryFolder(), { clock, ...limits });
  for (const batch of batches) {
    spool.keepNow(batch);
    clock.advance(1_000);
  }
  return spool;
}

const claimedFrom = async (...given: Parameters<typeof spoolWith>) =>
  (await claimAll(spoolWith(...given))).map(({ records }) => records);

describe("the order in which files are sent", () => {
  it("files are sent by age, those that the server refused last, the longest ago first", async () => {
    const [refusedLast = newSpan(), refusedFirst = newSpan(), refusedThen = newSpan(), young = newSpan()] = newSpans(4);
    const alone = { maxBatchRecords: 1 };

    expect(
      await claimedFrom(
        [
          { kind: "span", records: [refusedLast], refusedMs: 300 },
          { kind: "span", records: [refusedFirst], refusedMs: 100 },
          { kind: "span", records: [refusedThen], refusedMs: 200 },
          { kind: "span", records: [young] },
        ],
        alone,
      ),
    ).toEqual([[young], [refusedFirst], [refusedThen], [refusedLast]]);
  });

  it("no trace is sent before the spans that came before it", async () => {
    const [first, span, second] = [trace(), newSpan(), trace()];

    expect(
      await claimedFrom([
        { kind: "trace", records: [first] },
        { kind: "span", records: [span] },
        { kind: "trace", records: [second] },
      ]),
    ).toEqual([[first], [span], [second]]);
  });
});

describe("files share a request", () => {
  it.each([
    { limit: "records", limits: { maxBatchRecords: 2 } },
    { limit: "bytes", limits: { maxBatchBytes: 2 * bytesOf(newSpan()) } },
  ])("files share a request that has exactly as many $limit as it may have", async ({ limits }) => {
    const [one = newSpan(), two = newSpan(), three = newSpan()] = newSpans(3);
    const batches = [one, two, three].map((record) => ({ kind: "span", records: [record] }) as const);

    expect(await claimedFrom(batches, limits)).toEqual([[one, two], [three]]);
  });

  it("files share a request where all of them were refused, or none of them", async () => {
    const [one = newSpan(), two = newSpan(), refused = newSpan(), refusedToo = newSpan()] = newSpans(4);

    const claims = await claimAll(
      spoolWith([
        { kind: "span", records: [refused], refusedMs: 100 },
        { kind: "span", records: [one] },
        { kind: "span", records: [refusedToo], refusedMs: 200 },
        { kind: "span", records: [two] },
      ]),
    );

    expect(claims.map(({ records, refusedMs }) => ({ records, refusedMs }))).toEqual([
      { records: [one, two], refusedMs: undefined },
      { records: [refused, refusedToo], refusedMs: 200 },
    ]);
  });

  it("each file of an attachment has a request of its own", async () => {
    const [one, two] = [attachment(), attachment()];

    expect(
      await claimedFrom([
        { kind: "attachment", records: [one] },
        { kind: "attachment", records: [two] },
      ]),
    ).toEqual([[one], [two]]);
  });

  it("files that share a request all wait again when it is released or its process ends", async () => {
    const [one = newSpan(), two = newSpan()] = newSpans(2);
    const spool = spoolWith([one, two].map((record) => ({ kind: "span", records: [record] })));
    const records = [one, two];
    const claim = await spool.claimOldest();
    expect(claim).toMatchObject({ records, bytes: bytesOf(one) + bytesOf(two) });

    await claim?.release();
    const again = await spool.claimOldest();
    expect(again?.records).toEqual(records);
    again?.releaseNow();
    expect((await spool.claimOldest())?.records).toEqual(records);
  });

  it("at most 500 files share a request", async () => {
    const names = Array.from({ length: 501 }, (_, index): WaitingFile => {
      return { state: "waiting", id: uuidV7(index * 1_000), kind: "span", records: 1, bytes: 1 };
    });
    const files = await WaitingFiles.inOrder(names);
    const limits = { maxBatchRecords: 1_000, maxBatchBytes: 1_000 };

    expect(files.take(() => true, limits)).toEqual(names.slice(0, 500));
    expect(files.take(() => true, limits)).toEqual(names.slice(500));
    expect(files.take(() => true, limits)).toEqual([]);
  });

  it("eight files at most are worked on at once, and the results are in their order", async () => {
    let [underWay, most] = [0, 0];
    const work = async (number: number) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await setImmediate();
      underWay -= 1;
      return number * 2;
    };
    const numbers = Array.from({ length: 20 }, (_, index) => index);

    expect(await someAtOnce(numbers, work)).toEqual(numbers.map((number) => number * 2));
    expect(most).toBe(8);
  });

  it("a file shares its request with the next that may be sent, where some may not", async () => {
    const [one = newSpan(), two = newSpan(), three = newSpan()] = newSpans(3);
    const spool = spoolWith([one, two, three].map((record) => ({ kind: "span", records: [record] })));
    let looks = 0;
    const allButTheSecond: MaySend = () => {
      looks += 1;
      return looks !== 2;
    };

    expect((await spool.claimOldest(allButTheSecond))?.records).toEqual([one, three]);
  });
});

describe("the folder", () => {
  it("the folder is read once in ten seconds, however many claims are made meanwhile", async () => {
    const [clock, disk] = [new ManualClock(), new RefusingDisk()];
    const { spool } = openSpool(temporaryFolder(), { clock, maxBatchRecords: 1 }, disk.node);
    for (const record of newSpans(4)) spool.keepNow({ kind: "span", records: [record] });
    const timesRead = async () => {
      expect(await spool.claimOldest()).toBeDefined();
      return disk.timesCalled("opendir");
    };

    expect(await timesRead()).toBe(1);
    clock.advance(10_000);
    expect(await timesRead()).toBe(1);
    clock.advance(1);
    expect(await timesRead()).toBe(2);
  });
});

describe("the memory for what is claimed", () => {
  it("memory is held for what was claimed, and let go for what another process took", async () => {
    const dir = temporaryFolder();
    const records = newSpans(3);
    const { spool } = openSpool(dir);
    for (const record of records) spool.keepNow({ kind: "span", records: [record] });
    let heldBytes = 0;
    const changes: number[] = [];
    const change = (bytes: number) => {
      heldBytes += bytes;
      changes.push(bytes);
    };
    const room = {
      freeBytes: 1_000_000,
      hold: change,
      letGo: (bytes: number) => {
        change(-bytes);
      },
    };
    await spool.claimOldest(() => false);
    await openSpool(dir, { maxBatchRecords: 1 }).spool.claimOldest();

    const claim = await spool.claimOldest(() => true, room);

    const [first = 0, ...others] = records.map(bytesOf);
    expect(claim?.records).toEqual(records.slice(1));
    expect(changes).toEqual([first + others.reduce((sum, bytes) => sum + bytes, 0), -first]);
    expect(heldBytes).toBe(claim?.bytes);
  });

  it("what there is no memory for waits", async () => {
    const { spool } = openSpool(temporaryFolder());
    const [one = newSpan(), two = newSpan()] = newSpans(2);
    for (const record of [one, two]) spool.keepNow({ kind: "span", records: [record] });
    const room = { freeBytes: bytesOf(one), hold: () => undefined, letGo: () => undefined };

    expect((await spool.claimOldest(() => true, room))?.records).toEqual([one]);
  });
});
