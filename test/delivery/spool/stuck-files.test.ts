import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { NodeSpool } from "../../../src/delivery/spool/node-spool.js";
import { fileName, type OwnedFile, parseFileName } from "../../../src/delivery/spool/spool-file.js";
import { nodeModules } from "../../../src/runtime/node-modules.js";
import { thisProcess } from "../../../src/runtime/process-identity.js";
import { ManualClock } from "../../support/time/manual-clock.js";
import { claimAll, filesOf, idsOf, newSpans, openSpool, temporaryFolder } from "./test-spool.js";

/** Makes the disk refuse to rename a file: a folder stands where it would go. */
function stick(spool: NodeSpool, name: string, change: Partial<OwnedFile>, sinceMs: number): void {
  const [file, node] = [parseFileName(name), nodeModules()];
  if (file === undefined || node === undefined) throw new Error(`${name} is no file of a spool.`);
  mkdirSync(join(spool.path, fileName({ ...file, state: "claim", sinceMs, owner: thisProcess(node), ...change })));
}

describe("a file that can't be moved", () => {
  it("a file that cannot be moved does not keep others from being sent", async () => {
    const clock = new ManualClock();
    const { spool } = openSpool(temporaryFolder(), { clock, maxBatchRecords: 1 });
    const batches = Array.from({ length: 4 }, () => newSpans(1));
    for (const records of batches) await spool.keep({ kind: "span", records });
    stick(spool, filesOf(spool)[0] ?? "", {}, clock.wallTimeMs());

    expect((await claimAll(spool)).map(({ records }) => idsOf(records))).toEqual(batches.slice(1).map(idsOf));
    clock.advance(1);
    expect((await spool.claimOldest())?.records).toEqual(batches[0]);
  });

  it("a file that cannot be moved neither keeps others from being dropped for room nor takes their room", async () => {
    const clock = new ManualClock();
    const { spool, drops } = openSpool(temporaryFolder(), { clock, maxBatchRecords: 1, maxBytes: 1_000 });
    await spool.keep({ kind: "span", records: newSpans(1, 900) });
    stick(spool, filesOf(spool)[0] ?? "", {}, clock.wallTimeMs());
    const batches = Array.from({ length: 3 }, () => newSpans(1, 300));
    for (const records of batches) await spool.keep({ kind: "span", records });

    const claimed = (await claimAll(spool)).map(({ records }) => idsOf(records));
    expect(claimed.at(-1)).toEqual(idsOf(batches.at(-1)));
    expect(claimed.length + drops.length).toBe(3);
    expect(claimed.length).toBeGreaterThan(0);
  });

  it("a file that cannot be moved is not written to again: the next batch has a file of its own", async () => {
    const clock = new ManualClock();
    const { spool } = openSpool(temporaryFolder(), { clock });
    const [first, second] = [newSpans(1), newSpans(1)];
    await spool.keep({ kind: "span", records: first });
    const [name = ""] = filesOf(spool);
    const bytes = (parseFileName(name)?.bytes ?? 0) * 2;
    stick(spool, name, { state: "tmp", records: 2, bytes }, clock.wallTimeMs());

    expect(await spool.keep({ kind: "span", records: second })).toMatchObject({ kind: "written" });
    expect((await claimAll(spool)).flatMap(({ files }) => files.map(({ records }) => idsOf(records)))).toEqual([
      idsOf(first),
      idsOf(second),
    ]);
  });
});

describe("a file that the server refused", () => {
  it("a refused file has the time of refusal in its name, keeps its age, and is sent after the others", async () => {
    const clock = new ManualClock();
    const { spool } = openSpool(temporaryFolder(), { clock, maxBatchRecords: 3 });
    const [refused, fresh] = [newSpans(3), newSpans(3)];
    await spool.keep({ kind: "span", records: refused });
    const before = await spool.claimOldest();
    clock.advance(60_000);
    await before?.release({ records: refused.slice(1), refusedMs: clock.wallTimeMs() });
    await spool.keep({ kind: "span", records: fresh });

    expect(filesOf(spool)[0]).toMatch(
      new RegExp(`^${before?.files[0]?.id}\\.span\\.2\\.\\d+\\.refused-${clock.wallTimeMs()}\\.ndjson$`),
    );
    expect(spool.contents()).toMatchObject({ files: 2, records: 5 });
    const [first, second] = await claimAll(spool);
    expect(first).toMatchObject({ records: fresh, refusedMs: undefined });
    expect(second).toMatchObject({ records: refused.slice(1), refusedMs: clock.wallTimeMs() });
  });

  it("a refused file is still known as refused when the process that claimed it dies", async () => {
    const { spool } = openSpool(temporaryFolder());
    await spool.keep({ kind: "span", records: newSpans(1), refusedMs: 7 });
    const [name = ""] = filesOf(spool);
    await spool.claimOldest();
    const [claimed = ""] = filesOf(spool);

    expect(parseFileName(claimed)).toMatchObject({ state: "claim", refusedMs: 7, id: parseFileName(name)?.id });
  });
});
