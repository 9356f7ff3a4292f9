import { readFileSync, symlinkSync, truncateSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseFileName } from "../../../src/delivery/spool/spool-file.js";
import { textMatching } from "../../support/traces/text-matchers.js";
import { RefusingDisk } from "./refusing-disk.js";
import { claimAll, filesOf, idsOf, newSpan, newSpans, openSpool, temporaryFolder } from "./test-spool.js";

const FULL = { kind: "failed", message: textMatching(/can't be written: the disk is full \(ENOSPC\)/) };
const NO_FILES_JOINED = { maxBatchRecords: 1 };

function refusingSpool(options: Parameters<typeof openSpool>[1] = {}) {
  const disk = new RefusingDisk();
  return { disk, ...openSpool(temporaryFolder(), options, disk.node) };
}

describe("a batch that the disk refuses", () => {
  it.each(["open", "rename"] as const)(
    "a batch that the disk refuses at %s is reported with the reason and leaves no file",
    async (call) => {
      const { disk, spool } = refusingSpool();
      disk.refuse(call, "ENOSPC");

      expect(await spool.keep({ kind: "span", records: newSpans(1) })).toMatchObject(FULL);
      expect(filesOf(spool)).toEqual([]);
      expect(spool.contents()).toEqual({ files: 0, records: 0, bytes: 0 });
    },
  );

  it.each(["openSync", "renameSync"] as const)(
    "a batch that the disk refuses at %s when a process ends is reported with the reason and leaves no file",
    async (call) => {
      const { disk, spool } = refusingSpool();
      await spool.keep({ kind: "trace", records: [] });
      const before = filesOf(spool);
      disk.refuse(call, "ENOSPC");

      expect(spool.keepNow({ kind: "span", records: newSpans(1) })).toMatchObject(FULL);
      expect(filesOf(spool)).toEqual(before);
    },
  );

  it.each(["open", "rename"] as const)(
    "a batch that the disk refuses at %s does no harm to the file that it was to join",
    async (call) => {
      const { disk, spool } = refusingSpool();
      const first = newSpans(2);
      await spool.keep({ kind: "span", records: first });
      const before = filesOf(spool);
      disk.refuse(call, "ENOSPC", (_from, to) => call === "open" || String(to).endsWith(".ndjson"));

      expect(await spool.keep({ kind: "span", records: newSpans(1) })).toMatchObject(FULL);
      expect(filesOf(spool)).toEqual(before);
      expect((await claimAll(spool)).map(({ records }) => records)).toEqual([first]);
    },
  );

  it("a batch has a file of its own where the file that it was to join was replaced by a link", async () => {
    const { spool } = refusingSpool();
    await spool.keep({ kind: "span", records: newSpans(1) });
    const [name = ""] = filesOf(spool);
    const elsewhere = join(temporaryFolder(), "moved");
    await rename(join(spool.path, name), elsewhere);
    symlinkSync(elsewhere, join(spool.path, name));

    expect(await spool.keep({ kind: "span", records: newSpans(1) })).toMatchObject({ kind: "written" });
    await rm(join(spool.path, name));
    expect(filesOf(spool)).toHaveLength(1);
  });
});

describe("what is left of a batch that was sent", () => {
  it("a batch that was sent in part waits on as a whole where the disk refuses to write the rest", async () => {
    const { disk, spool } = refusingSpool();
    const records = newSpans(3);
    await spool.keep({ kind: "span", records });
    const claim = await spool.claimOldest();
    disk.refuse("open", "ENOSPC");
    await claim?.release({ records: records.slice(2), refusedMs: undefined });

    expect((await spool.claimOldest())?.records).toEqual(records);
  });
});

describe("a file that the disk does not let go", () => {
  it("a file that the disk does not remove is not counted as dropped", async () => {
    const { disk, spool, drops } = refusingSpool({ ...NO_FILES_JOINED, maxBytes: 500 });
    await spool.keep({ kind: "span", records: newSpans(1, 400) });
    disk.refuse("unlink", "EIO");
    await spool.keep({ kind: "span", records: newSpans(1, 400) });

    expect(drops).toEqual([]);
    expect(filesOf(spool).map((name) => parseFileName(name)?.state)).toEqual(["claim", "waiting"]);
  });

  it("a file of a dead process that can't be moved keeps none of the others from being sent", async () => {
    const { disk, spool } = refusingSpool(NO_FILES_JOINED);
    const [first, second] = [newSpan(), newSpan()];
    await spool.keep({ kind: "span", records: [first] });
    const [name = ""] = filesOf(spool);
    // Of another machine, and of a time long ago.
    const left = name.replace(".ndjson", ".1.00000000.1.0.claim");
    await rename(join(spool.path, name), join(spool.path, left));
    await spool.keep({ kind: "span", records: [second] });
    disk.refuse("rename", "EACCES", (from) => String(from).endsWith(".claim"));

    expect(idsOf((await spool.claimOldest())?.records)).toEqual([second.id]);
    expect(idsOf((await spool.claimOldest())?.records)).toEqual([first.id]);
  });
});

describe("a journal on a disk that refuses", () => {
  it("a journal loses none of the records around those that a full disk took in part, and reports why", () => {
    const { disk, spool } = refusingSpool();
    const journal = spool.openJournal();
    const records = newSpans(4);
    for (const record of records) {
      disk.setFreeBytes(20);
      expect(journal.append(newSpan())).toBe(false);
      expect(spool.problem()).toMatch(/the disk is full \(ENOSPC\)/);
      disk.setFreeBytes(Number.POSITIVE_INFINITY);
      expect(journal.append(record)).toBe(true);
    }

    const [name = "", ...others] = filesOf(spool);
    expect(others).toEqual([]);
    expect(readFileSync(join(spool.path, name), "utf8")).toBe(records.map(({ json }) => `${json}\n`).join(""));
  });

  it("a journal writes all of a record that the disk takes in parts", () => {
    const { disk, spool } = refusingSpool();
    const journal = spool.openJournal();
    const records = newSpans(2);
    disk.setMostAtOnce(30);
    for (const record of records) expect(journal.append(record)).toBe(true);

    const [name = ""] = filesOf(spool);
    expect(readFileSync(join(spool.path, name), "utf8")).toBe(records.map(({ json }) => `${json}\n`).join(""));
  });

  it("a journal leaves no file where the name of a new one can't be synced", () => {
    const { disk, spool } = refusingSpool({ isSynced: true });
    const journal = spool.openJournal();
    expect(journal.append(newSpan())).toBe(true);
    const hasTwo = () => filesOf(spool).length === 2;
    disk.refuse("fsyncSync", "EIO", hasTwo);

    expect(journal.append({ kind: "trace", id: "t", json: '{"id":"t"}' })).toBe(false);
    expect(filesOf(spool)).toHaveLength(1);
    expect(spool.problem()).toMatch(/the disk failed \(EIO\)/);
  });
});

describe("dead letters on a disk that refuses", () => {
  it("dead letters stay where they are while the disk refuses to let them wait again", async () => {
    const { disk, spool } = refusingSpool();
    const record = newSpan();
    await spool.addDeadLetter({ record, reason: "refused" });
    disk.refuse("open", "ENOSPC", (path) => !String(path).includes("dead-letters"));

    expect(await spool.reviveDeadLetters()).toBe(0);
    expect(await spool.reviveDeadLetters()).toBe(1);
    expect((await spool.claimOldest())?.records).toEqual([record]);
  });

  it("dead letters that another process has just revived take no room", async () => {
    const { disk, spool } = refusingSpool();
    for (const record of newSpans(2, 1_200_000)) {
      expect(await spool.addDeadLetter({ record, reason: "refused" })).toEqual({ kind: "written" });
      disk.refuse("lstat", "ENOENT", (path) => String(path).endsWith(".ndjson"));
    }
  });

  it("no dead letter is added where the disk does not tell how many there are", async () => {
    const { disk, spool } = refusingSpool();
    const [first = newSpan(), second = newSpan()] = newSpans(2, 1_200_000);
    await spool.addDeadLetter({ record: first, reason: "refused" });
    disk.refuse("lstat", "EIO", (path) => String(path).endsWith(".ndjson"));

    expect(await spool.addDeadLetter({ record: second, reason: "refused" })).toMatchObject({ kind: "failed" });
  });
});

describe("a file that this process has claimed", () => {
  it("a claimed file is not written anew where all of it is to wait on", async () => {
    const { disk, spool } = refusingSpool();
    const records = newSpans(2);
    await spool.keep({ kind: "span", records });
    const claim = await spool.claimOldest();
    const opened = disk.timesCalled("open");
    await claim?.release({ records, refusedMs: 7 });

    expect(disk.timesCalled("open")).toBe(opened);
    expect(await spool.claimOldest()).toMatchObject({ records, refusedMs: 7 });
  });

  it("a claimed file that can't be read waits on", async () => {
    const { disk, spool, drops } = refusingSpool();
    const records = newSpans(1);
    await spool.keep({ kind: "span", records });
    disk.refuse("open", "EIO", (path) => String(path).endsWith(".claim"));

    expect(await spool.claimOldest()).toBeUndefined();
    expect((await spool.claimOldest())?.records).toEqual(records);
    expect(drops).toEqual([]);
  });

  it("a damaged file that can't be renamed is removed once it was sent", async () => {
    const { disk, spool, drops } = refusingSpool();
    const records = newSpans(2);
    await spool.keep({ kind: "span", records });
    const [name = ""] = filesOf(spool);
    truncateSync(join(spool.path, name), Buffer.byteLength(records[0]?.json ?? "") + 20);
    disk.refuse("rename", "EIO", (from) => String(from).endsWith(".claim"));

    const claim = await spool.claimOldest();
    expect(claim?.records).toEqual(records.slice(0, 1));
    expect(drops).toEqual([["spool_damaged", 1]]);
    await claim?.remove();
    expect(filesOf(spool)).toEqual([]);
  });
});
