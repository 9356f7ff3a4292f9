import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildProgram } from "../../support/process/built-program.js";
import { claimAll, openSpool, temporaryFolder } from "./test-spool.js";

const PROGRAM = new URL("./programs/crowd-member.ts", import.meta.url);
const PROCESSES = 8;
const LIVES_EACH = 4;
const ACTIONS = 60;

async function runCrowd(dir: string, diary: string): Promise<void> {
  const program = await buildProgram(PROGRAM);
  const live = async (seed: number) => {
    const child = spawn(process.execPath, [program], {
      env: { ...process.env, TEST_DIR: dir, TEST_DIARY: diary, TEST_SEED: String(seed), TEST_ACTIONS: String(ACTIONS) },
      stdio: ["ignore", "inherit", "inherit"],
    });
    await once(child, "exit");
    expect(child.exitCode ?? child.signalCode).toSatisfy((end) => end === 0 || end === "SIGKILL");
  };
  const members = Array.from({ length: PROCESSES }, async (_, member) => {
    for (let life = 0; life < LIVES_EACH; life += 1) await live(member * LIVES_EACH + life);
  });
  await Promise.all(members);
}

interface Entry {
  readonly word: string;
  readonly pid: string;
  readonly ids: readonly string[];
}

function readDiary(diary: string): readonly Entry[] {
  const lines = readFileSync(diary, "utf8").trim().split("\n");
  return lines.map((line) => {
    const [word = "", pid = "", ...ids] = line.split(" ");
    return { word, pid, ids: ids.filter((id) => id !== "") };
  });
}

/** Records that were claimed while a living process had them already. */
function claimedTwice(entries: readonly Entry[]): readonly string[] {
  const holderOf = new Map<string, string>();
  const twice: string[] = [];
  for (const { word, pid, ids } of entries) {
    if (word === "claimed") twice.push(...ids.filter((id) => holderOf.has(id)));
    for (const id of ids) {
      if (word === "claimed") holderOf.set(id, pid);
      else if (word !== "kept") holderOf.delete(id);
    }
    if (word === "died") for (const [id, holder] of holderOf) if (holder === pid) holderOf.delete(id);
  }
  return twice;
}

it("eight processes that keep, claim, remove, release and die lose nothing, and never claim a file twice", async () => {
  const folder = temporaryFolder();
  const [dir, diary] = [join(folder, "spool"), join(folder, "diary")];
  mkdirSync(dir, { mode: 0o700 });
  await runCrowd(dir, diary);

  const entries = readDiary(diary);
  const idsOf = (word: string) => entries.filter((entry) => entry.word === word).flatMap(({ ids }) => ids);
  const { spool } = openSpool(dir);
  const onDisk = (await claimAll(spool)).flatMap(({ records }) => records.map(({ id }) => id));
  const accounted = new Set([...idsOf("acked"), ...onDisk]);

  expect(idsOf("kept").length).toBeGreaterThan(100);
  expect(idsOf("acked").length).toBeGreaterThan(20);
  expect(idsOf("kept").filter((id) => !accounted.has(id))).toEqual([]);
  expect(new Set(onDisk).size).toBe(onDisk.length);
  expect(claimedTwice(entries)).toEqual([]);
}, 180_000);
