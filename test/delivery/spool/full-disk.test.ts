import { execFile } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { buildProgram } from "../../support/process/built-program.js";
import { textMatching } from "../../support/traces/text-matchers.js";
import { claimAll, filesOf, idsOf, newSpans, openSpool, temporaryFolder } from "./test-spool.js";

const FILL = new URL("./programs/fill.ts", import.meta.url);
const IS_ROOT = process.getuid?.() === 0;
const run = promisify(execFile);

describe("a full disk", () => {
  // The shell's limit on a file's size is a real refusal by the kernel in the middle of a write, as a full disk's is.
  it("a full disk loses only what is written then, which is reported, and harms nothing that was there", async () => {
    const dir = temporaryFolder();
    const program = await buildProgram(FILL);
    const command = 'ulimit -f 40; exec "$0" "$1"';
    const { stdout } = await run("bash", ["-c", command, process.execPath, program], {
      env: { ...process.env, TEST_DIR: dir },
    });

    const refused = {
      kind: "failed",
      message: textMatching(/can't be written: a file may not become this large/),
    };
    expect(JSON.parse(stdout)).toMatchObject({
      small: { kind: "written" },
      joining: refused,
      after: { kind: "written" },
      keptNow: refused,
      persisted: null,
      appended: [true, false],
    });
    const { spool, drops } = openSpool(dir);
    expect(filesOf(spool).every((name) => /\.(ndjson|journal)$/.test(name))).toBe(true);
    expect((await claimAll(spool)).flatMap(({ records }) => idsOf(records))).toEqual(["small", "after", "first"]);
    expect(drops).toEqual([]);
  });
});

describe("a folder that may not be written", () => {
  it.skipIf(IS_ROOT)(
    "a folder that may not be written is reported (root may write everywhere, so there is nothing to see)",
    async () => {
      const parent = join(temporaryFolder(), "parent");
      mkdirSync(parent, { mode: 0o500 });
      const { spool } = openSpool(join(parent, "spool"));
      expect(await spool.keep({ kind: "span", records: newSpans(1) })).toEqual({
        kind: "failed",
        message: textMatching(/can't be written: this user may not write there \(EACCES\)/),
      });
    },
  );

  it.skipIf(IS_ROOT)(
    "a folder that may not be written keeps its records (root may write everywhere, so there is nothing to see)",
    async () => {
      const { spool } = openSpool(temporaryFolder());
      await spool.keep({ kind: "span", records: newSpans(1) });
      chmodSync(spool.path, 0o500);
      expect(await spool.claimOldest()).toBeUndefined();
      chmodSync(spool.path, 0o700);
      expect(await spool.claimOldest()).toBeDefined();
    },
  );

  it.runIf(process.platform === "linux")("a folder on a disk that nobody may write to is reported", async () => {
    const { spool } = openSpool("/sys/langchain-opik/spool");
    for (const written of [
      await spool.keep({ kind: "span", records: newSpans(1) }),
      spool.keepNow({ kind: "span", records: newSpans(1) }),
    ]) {
      expect(written).toEqual({
        kind: "failed",
        message: textMatching(/^The spool folder \/sys.* can't be written: /),
      });
    }
    expect(await spool.claimOldest()).toBeUndefined();
  });
});
