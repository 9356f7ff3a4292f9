import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { renameSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { NodeSpool } from "../../../src/delivery/spool/node-spool.js";
import { fileName, type OwnedFile, parseFileName } from "../../../src/delivery/spool/spool-file.js";
import { nodeModules } from "../../../src/runtime/node-modules.js";
import { type ProcessIdentity, thisProcess } from "../../../src/runtime/process-identity.js";
import { onceBuilt } from "../../support/process/once-built.js";
import { ManualClock } from "../../support/time/manual-clock.js";
import { claimAll, filesOf, idsOf, newSpans, openSpool, temporaryFolder } from "./test-spool.js";

const HOLD = new URL("./programs/hold.ts", import.meta.url);
const HOUR_MS = 3_600_000;

/** A process that has claims and a journal in the folder. */
async function startHolder(dir: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [onceBuilt(HOLD)], {
    env: { ...process.env, TEST_DIR: dir },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  await once(child.stdout, "data");
  return child;
}

it("the files of a process are its own while it lives, and anybody's once it is dead", async () => {
  const dir = temporaryFolder();
  const child = await startHolder(dir);
  const { spool, drops } = openSpool(dir);
  expect(await spool.claimOldest()).toBeUndefined();

  child.kill("SIGKILL");
  await once(child, "exit");

  const claims = await claimAll(spool);
  expect(claims.flatMap(({ records }) => idsOf(records)).sort()).toEqual([
    ...["journal-1", "journal-2", "kept", "persisted-1", "persisted-2", "settled"],
  ]);
  expect(spool.contents()).toMatchObject({ files: 3, records: 6 });
  expect(drops).toEqual([]);
});

/** Makes the one file of the folder somebody's. */
function giveTo(
  spool: NodeSpool,
  owner: Partial<ProcessIdentity>,
  file: Partial<Pick<OwnedFile, "state" | "sinceMs">> = {},
): string {
  const [name = ""] = filesOf(spool);
  const parsed = parseFileName(name);
  const node = nodeModules();
  if (parsed === undefined || node === undefined) throw new Error(`${name} is no spool file`);
  const given = {
    ...parsed,
    state: "claim",
    sinceMs: Date.now(),
    ...file,
    owner: { ...thisProcess(node), ...owner },
  } as const;
  renameSync(join(spool.path, name), join(spool.path, fileName(given)));
  return join(spool.path, fileName(given));
}

describe("claims of dead processes", () => {
  async function spoolWithOne(records = newSpans(3, 400)) {
    const opened = openSpool(temporaryFolder());
    await opened.spool.keep({ kind: "span", records });
    return { ...opened, records };
  }

  it("a claim of a process whose pid was reused is taken back", async () => {
    const { spool, records } = await spoolWithOne();
    giveTo(spool, { birth: "deadbeef" });
    expect((await spool.claimOldest())?.records).toEqual(records);
  });

  it("a claim of this very process is not taken back, however old", async () => {
    const { spool } = await spoolWithOne();
    giveTo(spool, {}, { sinceMs: 0 });
    expect(await spool.claimOldest()).toBeUndefined();
  });

  it("a claim of another machine is taken back after an hour", async () => {
    const { spool, records } = await spoolWithOne();
    giveTo(spool, { host: "0a0b0c0d" }, { sinceMs: Date.now() - HOUR_MS + 60_000 });
    expect(await spool.claimOldest()).toBeUndefined();

    giveTo(spool, { host: "0a0b0c0d" }, { sinceMs: Date.now() - HOUR_MS - 60_000 });
    expect((await spool.claimOldest())?.records).toEqual(records);
  });

  it("a claim of another machine is its own for exactly an hour", async () => {
    const clock = new ManualClock();
    const { spool } = openSpool(temporaryFolder(), { clock });
    await spool.keep({ kind: "span", records: newSpans(1) });
    giveTo(spool, { host: "0a0b0c0d" }, { sinceMs: clock.wallTimeMs() });
    clock.advance(HOUR_MS);
    expect(await spool.claimOldest()).toBeUndefined();

    clock.advance(1);
    expect(await spool.claimOldest()).toBeDefined();
  });

  it("a claim that was cut short is missed as far as its name says more, and counts once", async () => {
    const { spool, records, drops } = await spoolWithOne();
    const path = giveTo(spool, { birth: "deadbeef" });
    truncateSync(path, Buffer.byteLength(records[0]?.json ?? "") + 20);

    const claim = await spool.claimOldest();
    expect(claim?.records).toEqual(records.slice(0, 1));
    expect(drops).toEqual([["spool_damaged", 2]]);
    expect(spool.contents()).toMatchObject({ files: 1 });
  });

  it("is taken back by one of many who find it", async () => {
    const { spool } = await spoolWithOne();
    giveTo(spool, { birth: "deadbeef" });
    const dir = join(spool.path, "..");
    const claims = await Promise.all(Array.from({ length: 8 }, () => openSpool(dir).spool.claimOldest()));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
  });

  it("a stale file that was being written is rescued as far as its records are whole", async () => {
    const { spool, records, drops } = await spoolWithOne();
    const path = giveTo(spool, { birth: "deadbeef" }, { state: "tmp" });
    truncateSync(path, Buffer.byteLength(records[0]?.json ?? "") + 20);

    expect((await spool.claimOldest())?.records).toEqual(records.slice(0, 1));
    expect(drops).toEqual([]);
    expect(spool.contents()).toMatchObject({ files: 1, records: 1 });
  });

  it("a stale journal whose last line was cut off keeps the lines before it", async () => {
    const { spool, records, drops } = await spoolWithOne();
    const [name = ""] = filesOf(spool);
    renameSync(join(spool.path, name), join(spool.path, name.replace(/\.3\.\d+\./, ".0.0.")));
    const path = giveTo(spool, { birth: "deadbeef" }, { state: "journal" });
    writeFileSync(path, '{"id":"torn', { flag: "a" });

    expect((await spool.claimOldest())?.records).toEqual(records);
    expect(drops).toEqual([["spool_damaged", 1]]);
    expect(spool.contents()).toMatchObject({ files: 1 });
  });

  it("a journal into which nothing was written is no loss", async () => {
    const { spool, drops } = await spoolWithOne();
    const [name = ""] = filesOf(spool);
    renameSync(join(spool.path, name), join(spool.path, name.replace(/\.3\.\d+\./, ".0.0.")));
    truncateSync(giveTo(spool, { birth: "deadbeef" }, { state: "journal" }));

    expect(await spool.claimOldest()).toBeUndefined();
    expect(drops).toEqual([]);
    expect(filesOf(spool)).toEqual([]);
  });
});
