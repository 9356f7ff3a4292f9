import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { NodeSpoolOptions } from "../../../src/delivery/spool/node-spool.js";
import { parseFileName } from "../../../src/delivery/spool/spool-file.js";
import { surveySpool, surveyTarget } from "../../../src/delivery/spool/survey.js";
import { nodeModules } from "../../../src/runtime/node-modules.js";
import { ManualClock } from "../../support/time/manual-clock.js";
import { filesOf, newSpan, newSpans, openSpool, TARGET, temporaryFolder } from "./test-spool.js";

function node() {
  const modules = nodeModules();
  if (modules === undefined) throw new Error("This Node has no process.getBuiltinModule.");
  return modules;
}

const survey = (dir: string) => surveySpool(dir, node());

describe("what is seen of a spool folder", () => {
  it("a survey shows for each server, workspace and key what waits, what is held, how old it is, and what was refused", async () => {
    const [dir, clock] = [temporaryFolder(), new ManualClock()];
    const { spool } = openSpool(dir, { clock, maxBatchRecords: 1 });
    const [held, ...waiting] = newSpans(3);
    if (held === undefined) throw new Error("There are three spans.");
    const beganMs = clock.wallTimeMs();
    for (const record of [held, ...waiting]) {
      await spool.keep({ kind: "span", records: [record] });
      clock.advance(1_000);
    }
    await spool.claimOldest();
    await spool.addDeadLetter({ record: held, reason: "refused" });
    const other = openSpool(dir, { clock, workspaceName: "other", account: "0123456789ab" }).spool;
    await other.addDeadLetter({ record: held, reason: "refused" });

    const seen = survey(dir).toSorted((one, two) => one.target.workspaceName.localeCompare(two.target.workspaceName));

    expect(seen).toEqual([
      {
        folder: spool.path,
        target: TARGET,
        waiting: {
          files: 2,
          records: 2,
          bytes: waiting.reduce((sum, { json }) => sum + Buffer.byteLength(json) + 1, 0),
        },
        heldFiles: 1,
        oldestMs: beganMs,
        deadLetters: [{ reason: "refused", at: "2026-01-01T00:00:03.000Z", kind: "span", id: held.id }],
      },
      {
        folder: other.path,
        target: { ...TARGET, workspaceName: "other", account: "0123456789ab" },
        waiting: { files: 0, records: 0, bytes: 0 },
        heldFiles: 0,
        oldestMs: undefined,
        deadLetters: [{ reason: "refused", at: "2026-01-01T00:00:03.000Z", kind: "span", id: held.id }],
      },
    ]);
  });

  it("a survey shows nothing where there is no folder, nor what is not the spool's", async () => {
    const dir = temporaryFolder();
    expect(survey(join(dir, "none"))).toEqual([]);
    const { spool } = openSpool(dir);
    await spool.keep({ kind: "span", records: [newSpan()] });
    const [name = ""] = filesOf(spool);
    mkdirSync(join(spool.path, name.replace("span", "trace")));
    writeFileSync(join(spool.path, "notes.txt"), "mine");
    mkdirSync(join(dir, "foreign"));
    writeFileSync(join(dir, "file"), "mine");
    symlinkSync(spool.path, join(dir, "link"));

    expect(survey(dir)).toMatchObject([{ folder: spool.path, waiting: { files: 1, records: 1 }, heldFiles: 0 }]);
    expect(surveyTarget(join(dir, "foreign"), node())).toBeUndefined();
  });

  it.each([
    "",
    "null",
    '"text"',
    '{"apiUrl":7,"workspaceName":"w"}',
    '{"apiUrl":"u","workspaceName":7}',
    '{"workspaceName":"w"}',
    '{"apiUrl":"u"}',
    '{"apiUrl":"u","workspaceName":"w","account":7}',
    '{"apiUrl":"u","workspaceName":"w"',
  ])("a survey passes over a folder whose target is %j", (text) => {
    const dir = temporaryFolder();
    mkdirSync(join(dir, "target"));
    writeFileSync(join(dir, "target", "target.json"), text);

    expect(survey(dir)).toEqual([]);
  });
});

describe("records under other keys", () => {
  it("records under other keys are those that wait for the same server and workspace, and that no process has to itself", async () => {
    const dir = temporaryFolder();
    const keep = async (target: Partial<NodeSpoolOptions>, count: number) => {
      const { spool } = openSpool(dir, target);
      await spool.keep({ kind: "span", records: newSpans(count) });
      return spool;
    };
    const own = await keep({ account: "000000000000" }, 1);
    await keep({ account: "111111111111" }, 2);
    await keep({}, 4);
    await keep({ account: "111111111111", workspaceName: "other" }, 8);
    await keep({ account: "111111111111", apiUrl: "http://localhost:5174/api" }, 16);
    const held = await keep({ account: "222222222222" }, 32);
    await held.claimOldest();
    writeFileSync(join(dir, "file"), "mine");
    mkdirSync(join(dir, "foreign"));

    expect(await own.underOtherKeys()).toBe(6);
    expect(await openSpool(join(dir, "none")).spool.underOtherKeys()).toBe(0);
  });

  it("records under other keys are counted by the names of their files", async () => {
    const dir = temporaryFolder();
    const { spool } = openSpool(dir, { account: "111111111111" });
    await spool.keep({ kind: "span", records: newSpans(2) });
    const [name = ""] = filesOf(spool);
    renameSync(join(spool.path, name), join(spool.path, name.replace(/\.2\./, ".3.")));

    expect(parseFileName(filesOf(spool)[0] ?? "")?.records).toBe(3);
    expect(await openSpool(dir).spool.underOtherKeys()).toBe(3);
  });
});
