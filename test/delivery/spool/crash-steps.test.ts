import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildProgram } from "../../support/process/built-program.js";
import { claimAll, openSpool, temporaryFolder } from "./test-spool.js";

const PROGRAM = new URL("./programs/die-at-step.ts", import.meta.url);
const MORE_STEPS_THAN_THERE_ARE = 1_000;
const AT_ONCE = 4;

interface Life {
  readonly survived: boolean;
  /** Ids in the order in which they came back, and their texts. */
  readonly found: ReadonlyMap<string, string>;
  readonly kept: readonly string[];
  readonly acked: readonly string[];
}

async function live(program: string, step: number, torn: boolean): Promise<Life> {
  const dir = temporaryFolder();
  const diary = join(dir, "diary");
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      TEST_DIR: join(dir, "spool"),
      TEST_DIARY: diary,
      TEST_STEP: String(step),
      TEST_TORN: String(torn),
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  await once(child, "exit");
  const lines = existsSync(diary) ? readFileSync(diary, "utf8").trim().split("\n") : [];
  const idsAfter = (word: string) =>
    lines.filter((line) => line.startsWith(word)).map((line) => line.slice(word.length + 1));
  const claims = await claimAll(openSpool(join(dir, "spool")).spool);
  const found = new Map(claims.flatMap(({ records }) => records.map(({ id, json }) => [id, json])));
  return { survived: child.exitCode === 0, found, kept: idsAfter("kept"), acked: idsAfter("acked") };
}

/** All lives, each ending one step later than the one before, until one ends by itself. */
async function liveAll(torn: boolean): Promise<readonly Life[]> {
  const program = await buildProgram(PROGRAM);
  const lives: Life[] = [];
  for (let step = 1; step < MORE_STEPS_THAN_THERE_ARE; step += AT_ONCE) {
    lives.push(
      ...(await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => live(program, step + index, torn)))),
    );
    if (lives.at(-1)?.survived === true) return lives;
  }
  throw new Error("the program never came to its end");
}

describe("a process that dies", () => {
  it.each([
    { when: "before a step on disk", torn: false },
    { when: "in the middle of a write", torn: true },
  ])(
    "a process that dies $when loses nothing that was kept, at whichever step, and leaves nothing half-written",
    async ({ torn }) => {
      const lives = await liveAll(torn);

      expect(lives.length).toBeGreaterThan(20);
      for (const { kept, acked, found } of lives) {
        expect(kept.filter((id) => !found.has(id) && !acked.includes(id))).toEqual([]);
        for (const [id, json] of found) expect(JSON.parse(json)).toEqual({ id, text: "ü".repeat(50) });
      }
      expect([...(lives.at(-1)?.found.keys() ?? [])].sort()).toEqual(["h", "j", "k", "l", "m"]);
    },
    300_000,
  );
});
