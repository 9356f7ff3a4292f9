import { chmodSync, chownSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { textMatching } from "../../support/traces/text-matchers.js";
import { filesOf, newSpan, newSpans, openSpool, temporaryFolder } from "./test-spool.js";

const batch = (count = 1) => ({ kind: "span" as const, records: newSpans(count) });
const IS_ROOT = process.getuid?.() === 0;

/** A folder where the spool's own would come, before the spool has touched the disk. */
function prepared(make: (path: string) => void) {
  const opened = openSpool(temporaryFolder());
  make(opened.spool.path);
  return opened;
}

describe("unsafe spool folders", () => {
  const cases: readonly { readonly name: string; readonly make: (path: string) => void; readonly says: RegExp }[] = [
    {
      name: "a file",
      make: (path) => {
        writeFileSync(path, "");
      },
      says: /it is a file or a link/,
    },
    {
      name: "a link to a folder",
      make: (path) => {
        mkdirSync(`${path}-elsewhere`, { mode: 0o700 });
        symlinkSync(`${path}-elsewhere`, path);
      },
      says: /it is a file or a link/,
    },
    {
      name: "writable by others",
      make: (path) => {
        mkdirSync(path);
        chmodSync(path, 0o777);
      },
      says: /other users may write to it/,
    },
    {
      name: "below a folder that is writable by others",
      make: (path) => {
        chmodSync(dirname(path), 0o770);
      },
      says: /other users may write to it/,
    },
  ];

  it.each(cases)("a spool folder that is $name is refused with the reason", async ({ make, says }) => {
    const { spool, drops } = prepared(make);

    const message = textMatching(says);
    expect(await spool.keep(batch())).toEqual({ kind: "failed", message });
    expect(spool.keepNow(batch())).toEqual({ kind: "failed", message });
    expect(await spool.persist(batch())).toBeUndefined();
    expect(await spool.claimOldest()).toBeUndefined();
    expect(await spool.addDeadLetter({ record: newSpan(), reason: "x" })).toEqual({ kind: "failed", message });
    expect(spool.openJournal().append(newSpan())).toBe(false);
    expect(drops).toEqual([]);
  });

  it.runIf(IS_ROOT)("a spool folder that belongs to another user is refused (only root can make one)", async () => {
    const { spool } = prepared((path) => {
      mkdirSync(path, { mode: 0o700 });
      chownSync(path, 65_534, 65_534);
    });
    expect(await spool.keep(batch())).toEqual({
      kind: "failed",
      message: textMatching(/it belongs to another user\. Remove it, or name another folder as spoolDir\.$/),
    });
  });

  it("a spool folder whose path contains a file is refused with the reason", async () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, "file"), "");
    const { spool } = openSpool(join(dir, "file", "spool"));
    expect(await spool.keep(batch())).toEqual({
      kind: "failed",
      message: textMatching(/can't be written: a part of the path is a file \(ENOTDIR\)/),
    });
  });
});

describe("a folder that changes under a running process", () => {
  it("a spool folder that was removed under a running process is made again", async () => {
    const { spool } = openSpool(temporaryFolder());
    await spool.keep(batch());
    rmSync(spool.path, { recursive: true });
    expect(await spool.claimOldest()).toBeUndefined();
    expect(spool.contents()).toEqual({ files: 0, records: 0, bytes: 0 });

    for (const keep of ["keep", "keepNow", "persist"] as const) {
      rmSync(spool.path, { recursive: true, force: true });
      await spool[keep](batch());
      expect(filesOf(spool)).toHaveLength(1);
      expect(readdirSync(spool.path)).toContain("target.json");
    }
    rmSync(spool.path, { recursive: true });
    expect(await spool.addDeadLetter({ record: newSpan(), reason: "x" })).toEqual({ kind: "written" });
    expect(readdirSync(spool.path)).toEqual(["dead-letters", "target.json"]);
  });

  it("claims whose files were removed do no harm", async () => {
    const { spool } = openSpool(temporaryFolder());
    const claim = await spool.persist(batch());
    rmSync(spool.path, { recursive: true });
    await claim?.remove();
    await claim?.release();
    claim?.releaseNow();
    expect(await spool.claimOldest()).toBeUndefined();
  });

  it("the target file of a spool is written again when it was damaged", async () => {
    const dir = temporaryFolder();
    const { spool } = openSpool(dir);
    await spool.keep(batch());
    writeFileSync(join(spool.path, "target.json"), "");
    await openSpool(dir).spool.keep(batch());
    expect(readdirSync(spool.path).filter((name) => name.startsWith("target"))).toEqual(["target.json"]);
  });
});

it("links in the spool folder are neither read nor removed, whatever they are called", async () => {
  const { spool, drops } = openSpool(temporaryFolder());
  await spool.keep(batch());
  const [name = ""] = filesOf(spool);
  const secret = join(dirname(spool.path), "secret");
  renameSync(join(spool.path, name), secret);
  symlinkSync(secret, join(spool.path, name));

  expect(await spool.claimOldest()).toBeUndefined();
  expect(filesOf(spool)).toEqual([name]);
  expect(drops).toEqual([]);
});
