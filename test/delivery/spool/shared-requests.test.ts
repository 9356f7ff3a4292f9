import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SerializedRecord } from "../../../src/records/record-sink.js";
import { startTestDelivery, type TestDelivery, testDisk } from "../../support/delivery/test-delivery.js";
import { answer } from "../../support/models/scripted-answer.js";
import { spanText, spanTexts, testId, traceText } from "../../support/opik-server/record-texts.js";
import { filesOf, idsOf, newSpan, newSpans, openSpool, temporaryFolder } from "./test-spool.js";

const EVERY_FILE_OPENS_ANOTHER = { maxBatchRecords: 1 };

/** As short programs leave them: a file each. */
function leaveFiles(world: TestDelivery, records: readonly SerializedRecord[]): void {
  for (const record of records) {
    const program = world.openDelivery();
    program.accept(record);
    program.processEnd.keep();
    world.clock.advance(1);
  }
}

/** A world with these records on disk, a file each, and a server that takes what it should. */
async function startWithFiles(records: readonly SerializedRecord[]): Promise<TestDelivery> {
  const world = await startTestDelivery({ settings: { disk: testDisk() } });
  leaveFiles(world, records);
  return world;
}

describe("files of a few records", () => {
  it("files of a few records share requests, each file's spans before the traces that came after them", async () => {
    const records = Array.from({ length: 30 }, (_, index) => [
      spanText(index + 1),
      traceText(index + 1),
      spanText(index + 101),
    ]).flat();
    const world = await startWithFiles(records);
    await world.delivery.replay();

    expect(world.server.spans).toHaveLength(60);
    expect(world.server.traces).toHaveLength(30);
    expect(world.server.requests.map(({ path, records: count }) => `${path.split("/")[3]} ${count}`)).toEqual([
      "spans 60",
      "traces 30",
    ]);
    expect(world.delivery.health()).toMatchObject({ replayed: 90, spool: { files: 0, records: 0 } });
  });

  it("files of a few records share a request no larger than a batch may be", async () => {
    const { spool } = openSpool(temporaryFolder(), { maxBatchBytes: 1_000 });
    for (const record of newSpans(5, 400)) await spool.keep({ kind: "span", records: [record] });

    expect((await spool.claimOldest())?.records).toHaveLength(2);
  });

  it("one refused file among small ones costs the others nothing: it alone becomes a dead letter", async () => {
    const bad = spanText(20, { usage: { prompt_tokens: 1.5 } });
    const world = await startWithFiles(spanTexts(40).map((record) => (record.id === bad.id ? bad : record)));
    await world.delivery.replay();

    expect(world.server.spans).toHaveLength(39);
    expect(world.deadLetters().map(({ id }) => id)).toEqual([testId(20)]);
    expect(world.delivery.health()).toMatchObject({ replayed: 39, spool: { files: 0, records: 0 } });
  });

  it("small files stay as they were when the server fails, and are no dead letters when it refuses everything", async () => {
    const world = await startWithFiles(spanTexts(12));
    world.server.answerNext(answer(503));
    await world.delivery.replay();
    expect(world.delivery.health()).toMatchObject({ replayed: 0, spool: { files: 12, records: 12 } });

    world.server.answerNext(
      ...Array.from({ length: 60 }, () => answer(400, {}, '{"message":"Workspace is not found"}')),
    );
    await world.delivery.replay();
    expect(world.deadLetters()).toEqual([]);
    expect(world.delivery.health()).toMatchObject({ replayed: 0, deadLetters: 0, spool: { files: 12, records: 12 } });
  });

  it("refused files that shared a request become dead letters when refused again after others were accepted", async () => {
    const bad = [1, 2, 3].map((number) => spanText(number, { usage: { prompt_tokens: 1.5 } }));
    const world = await startWithFiles(bad);
    await world.delivery.replay();
    expect(world.deadLetters()).toEqual([]);
    world.delivery.accept(spanText(50));
    await world.delivery.drain(10_000);
    await world.delivery.replay();

    expect(world.deadLetters().map(({ id }) => id)).toHaveLength(3);
  });

  it("small files are divided between two processes that claim at once, each record to one of them", async () => {
    const dir = temporaryFolder();
    const writer = openSpool(dir, EVERY_FILE_OPENS_ANOTHER).spool;
    const spans = newSpans(100);
    for (const span of spans) await writer.keep({ kind: "span", records: [span] });
    const [one, other] = await Promise.all([openSpool(dir).spool.claimOldest(), openSpool(dir).spool.claimOldest()]);

    const claimed = [...(idsOf(one?.records) ?? []), ...(idsOf(other?.records) ?? [])];
    expect(claimed.toSorted()).toEqual(idsOf(spans)?.toSorted());
  });

  it("files that share a request are settled separately: sent ones go, and what is left of one keeps its age", async () => {
    const { spool } = openSpool(temporaryFolder());
    for (const count of [1, 3, 1]) spool.keepNow({ kind: "span", records: newSpans(count) });
    const claim = await spool.claimOldest();
    await claim?.release({ records: claim.records.slice(2), refusedMs: 7 });

    expect(filesOf(spool).map((name) => name.replace(/\.\d+\.refused/, ".refused"))).toEqual([
      `${claim?.files[1]?.id}.span.2.refused-7.ndjson`,
      `${claim?.files[2]?.id}.span.1.refused-7.ndjson`,
    ]);
    expect(spool.contents()).toMatchObject({ files: 2, records: 3 });
  });

  it("small files are claimed without reading the folder for each, even if another process takes some", async () => {
    const dir = temporaryFolder();
    const { spool } = openSpool(dir, EVERY_FILE_OPENS_ANOTHER);
    for (const record of newSpans(4)) await spool.keep({ kind: "span", records: [record] });
    const first = await spool.claimOldest();
    const [, second = ""] = filesOf(spool);
    rmSync(join(spool.path, second));
    const late = newSpan();
    await spool.keep({ kind: "span", records: [late] });

    const rest = [await spool.claimOldest(), await spool.claimOldest(), await spool.claimOldest()];
    expect(rest.map((claim) => claim?.records.length)).toEqual([1, 1, 1]);
    expect(rest.at(-1)?.records).toEqual([late]);
    expect(idsOf(first?.records)).not.toEqual(idsOf(rest[0]?.records));
    expect(await spool.claimOldest()).toBeUndefined();
  });
});
