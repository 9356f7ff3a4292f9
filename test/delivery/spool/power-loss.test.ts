import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { wholeRecords } from "../../../src/delivery/spool/ndjson.js";
import type { NodeSpool } from "../../../src/delivery/spool/node-spool.js";
import { parseDeadLetter } from "../../../src/delivery/spool/read-dead-letters.js";
import { parseFileName } from "../../../src/delivery/spool/spool-file.js";
import type { SerializedRecord } from "../../../src/records/record-sink.js";
import { nodeModules } from "../../../src/runtime/node-modules.js";
import { textMatching } from "../../support/traces/text-matchers.js";
import { PowerLossDisk } from "./power-loss-disk.js";
import { claimAll, filesOf, idsOf, newSpan, newSpans, openSpool, temporaryFolder } from "./test-spool.js";

/** The ids of all records that a loss of power now would leave where the next program finds them. */
function survivors(disk: PowerLossDisk): readonly string[] {
  return disk.surviving().flatMap(({ name, content }) => {
    const file = parseFileName(name);
    if (file !== undefined) return wholeRecords(file.kind, content).map(({ id }) => id);
    return content
      .toString()
      .split("\n")
      .flatMap((line) => parseDeadLetter(line)?.record.id ?? []);
  });
}

const attachment = (): SerializedRecord => {
  const { id } = newSpan();
  return { kind: "attachment", id, json: JSON.stringify({ id, data: "a".repeat(1_000_000) }) };
};

type Work = (spool: NodeSpool, kept: (records: readonly SerializedRecord[]) => void) => Promise<void> | void;

/** Each says which records are safe as soon as they are to be. */
const WORKS: Readonly<Record<string, Work>> = {
  "a batch": async (spool, kept) => {
    const records = newSpans(3);
    await spool.keep({ kind: "span", records });
    kept(records);
  },
  "batches that join the one before": async (spool, kept) => {
    for (const records of [newSpans(2), newSpans(2), newSpans(2)]) {
      await spool.keep({ kind: "span", records });
      kept(records);
    }
  },
  "a batch of a process that is ending": (spool, kept) => {
    const records = newSpans(3);
    spool.keepNow({ kind: "span", records });
    kept(records);
  },
  "an attachment": async (spool, kept) => {
    const records = [attachment()];
    await spool.keep({ kind: "attachment", records });
    kept(records);
  },
  "a batch that is being sent, and what is left of it": async (spool, kept) => {
    const records = newSpans(3);
    const claim = await spool.persist({ kind: "span", records });
    kept(records.slice(1));
    await claim?.release({ records: records.slice(1), refusedMs: undefined });
  },
  "a file that goes back to where others find it": async (spool, kept) => {
    const records = newSpans(3);
    await spool.keep({ kind: "span", records });
    kept(records);
    await (await spool.claimOldest())?.release();
    (await spool.claimOldest())?.releaseNow();
  },
  "dead letters": async (spool, kept) => {
    for (const record of newSpans(2)) {
      await spool.addDeadLetter({ record, reason: "status 400" });
      kept([record]);
    }
  },
  "records of the journal, and what becomes a batch": async (spool, kept) => {
    const journal = spool.openJournal();
    const records = newSpans(3);
    for (const record of records) {
      journal.append(record);
      kept([record]);
    }
    await spool.keep({ kind: "span", records });
    journal.settled(records);
  },
};

/** Records that a loss of power would have cost at any step, although they were safe. */
async function lostOnTheWay(work: Work, isSynced: boolean): Promise<readonly string[]> {
  const safe = new Set<string>();
  const lost = new Set<string>();
  const look = (disk: PowerLossDisk) => {
    const surviving = new Set(survivors(disk));
    for (const id of safe) if (!surviving.has(id)) lost.add(id);
  };
  const root = temporaryFolder();
  const disk = new PowerLossDisk(root, look);
  const { spool } = openSpool(join(root, "state", "spool"), { isSynced }, disk.node);
  await work(spool, (records) => {
    for (const { id } of records) safe.add(id);
    look(disk);
  });
  look(disk);
  expect(safe.size).toBeGreaterThan(0);
  return [...lost];
}

describe("a loss of power", () => {
  it.each(Object.entries(WORKS))(
    "a loss of power at any moment loses nothing that is safe, where that is asked for: %s",
    async (_, work) => {
      expect(await lostOnTheWay(work, true)).toEqual([]);
      // That nothing is lost without it would only show that nothing was looked at.
      expect(await lostOnTheWay(work, false)).not.toEqual([]);
    },
  );

  it("a loss of power leaves files that the next program sends", async () => {
    const root = temporaryFolder();
    const disk = new PowerLossDisk(root);
    const { spool } = openSpool(join(root, "state", "spool"), { isSynced: true }, disk.node);
    const [first, second] = [newSpans(2), newSpans(2)];
    await spool.keep({ kind: "span", records: first });
    spool.keepNow({ kind: "span", records: second });

    const after = temporaryFolder();
    disk.restoreTo(after);

    const claims = await claimAll(openSpool(join(after, "state", "spool")).spool);
    expect(claims.flatMap(({ records }) => idsOf(records))).toEqual(idsOf([...first, ...second]));
  });
});

/** The real file system, whose disk takes nothing while it is told so. */
function failingDisk() {
  const node = nodeModules();
  if (node === undefined) throw new Error("This Node has no process.getBuiltinModule.");
  const disk = { fails: false };
  const error = () => Object.assign(new Error("EIO: i/o error, fsync"), { code: "EIO" });
  const fs: typeof node.fs = Object.create(node.fs, {
    fsync: {
      value: (descriptor: number, callback: (error: Error | null) => void) => {
        if (disk.fails) callback(error());
        else node.fs.fsync(descriptor, callback);
      },
    },
    fsyncSync: {
      value: (descriptor: number) => {
        if (disk.fails) throw error();
        node.fs.fsyncSync(descriptor);
      },
    },
  }) as typeof node.fs;
  return { disk, node: { ...node, fs } };
}

describe("a disk that can't say that it has what was written", () => {
  it("a disk that fails to sync counts as one that cannot be written, and has nothing half-written", async () => {
    const { disk, node } = failingDisk();
    const { spool } = openSpool(temporaryFolder(), { isSynced: true }, node);
    const [before, during, after] = [newSpans(2), newSpans(2), newSpans(2)];
    const journal = spool.openJournal();
    await spool.keep({ kind: "span", records: before });
    expect(journal.append(newSpan())).toBe(true);
    const files = filesOf(spool);

    disk.fails = true;
    const failed = { kind: "failed", message: textMatching(/can't be written: the disk failed \(EIO\)/) };
    expect(await spool.keep({ kind: "span", records: during })).toEqual(failed);
    expect(await spool.keep({ kind: "trace", records: during })).toEqual(failed);
    expect(spool.keepNow({ kind: "span", records: during })).toEqual(failed);
    expect(await spool.persist({ kind: "span", records: during })).toBeUndefined();
    expect(journal.append(newSpan())).toBe(false);
    expect(journal.append({ ...newSpan(), kind: "trace" })).toBe(false);
    expect(await spool.addDeadLetter({ record: newSpan(), reason: "status 400" })).toEqual(failed);
    expect(filesOf(spool).filter((name) => name !== "dead-letters")).toEqual(files);

    disk.fails = false;
    await spool.keep({ kind: "span", records: after });
    expect((await claimAll(spool)).flatMap(({ records }) => idsOf(records))).toEqual(idsOf([...before, ...after]));
  });
});
