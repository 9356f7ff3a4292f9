import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { buildProgram } from "../../support/process/built-program.js";
import { temporaryFolder } from "./test-spool.js";

const IS_ROOT = process.geteuid?.() === 0;
const USER = 65_534;
const ATTACKER = 12_345;
const WRITTEN = { kind: "written" };

/** A process of a plain user that keeps batches, the first one at once. */
async function startUser(dir: string, env: Readonly<Record<string, string>> = {}) {
  const program = await buildProgram(new URL("./programs/keep-and-swap.ts", import.meta.url));
  fs.chmodSync(dirname(program), 0o755);
  const child = spawn(process.execPath, [program], {
    uid: USER,
    gid: USER,
    cwd: "/",
    env: { ...process.env, TEST_DIR: dir, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const line: IteratorResult<string, unknown> = await lines.next();
    return line.done === true ? undefined : JSON.parse(line.value);
  };
  return {
    first: await next(),
    say: (text: string) => {
      child.stdin.write(`${text}\n`);
      return next();
    },
  };
}

function folderOf(user: number, path: string, mode: number): string {
  fs.mkdirSync(path);
  fs.chmodSync(path, mode);
  fs.chownSync(path, user, user);
  return path;
}

function entriesBelow(folder: string): readonly string[] {
  return fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
}

const modeOf = (path: string) => (fs.statSync(path).mode & 0o777).toString(8);

describe.runIf(IS_ROOT)("a spool among other users (only root can start processes of theirs)", () => {
  let place: string;
  beforeEach(() => {
    place = temporaryFolder();
    fs.chmodSync(place, 0o1777);
  });

  it.each(["0", "18", "511"])("the spool is accessible to its owner alone under umask %s, and works", async (umask) => {
    const dir = join(place, "state", "spool");
    const { first, say } = await startUser(dir, { TEST_UMASK: umask });
    expect(first).toMatchObject(WRITTEN);
    expect(await say("second")).toMatchObject(WRITTEN);
    const modes = entriesBelow(join(place, "state")).map(modeOf);
    expect([modeOf(join(place, "state")), ...modes].sort()).toEqual(["600", "600", "700", "700", "700"]);
    expect(await say("claim")).toBe(2);
  });

  it("the spool is not made below another user's folder", async () => {
    const theirs = folderOf(ATTACKER, join(place, "theirs"), 0o777);
    const { first } = await startUser(join(theirs, "spool"));
    expect(first).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("belongs to another user") as string,
    });
    expect(entriesBelow(theirs).filter((path) => fs.statSync(path).isFile())).toEqual([]);
  });

  it("the spool does not follow another user's link to a folder of its owner", async () => {
    const own = folderOf(USER, join(place, "own"), 0o700);
    const link = join(place, "link");
    fs.symlinkSync(own, link);
    fs.lchownSync(link, ATTACKER, ATTACKER);
    const { first } = await startUser(link);
    expect(first).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("belongs to another user") as string,
    });
    expect(entriesBelow(own)).toEqual([]);
  });

  it("the spool writes nothing into a folder that was swapped for its own", async () => {
    const parent = folderOf(USER, join(place, "parent"), 0o777);
    const dir = join(parent, "spool");
    const { first, say } = await startUser(dir);
    expect(first).toMatchObject(WRITTEN);

    fs.renameSync(dir, `${dir}-moved`);
    const swapped = folderOf(ATTACKER, dir, 0o777);
    for (const name of fs.readdirSync(`${dir}-moved`)) folderOf(ATTACKER, join(swapped, name), 0o777);

    expect(await say("second")).toMatchObject({ kind: "failed" });
    expect(entriesBelow(swapped).filter((path) => fs.statSync(path).isFile())).toEqual([]);
  });

  it("the spool adds nothing to a file that was swapped for its own", async () => {
    const dir = join(place, "spool");
    const { first, say } = await startUser(dir);
    expect(first).toMatchObject(WRITTEN);
    const file = entriesBelow(dir).find((path) => path.endsWith(".ndjson")) ?? "";
    const size = fs.statSync(file).size;
    fs.rmSync(file);
    fs.writeFileSync(file, "y".repeat(size));
    fs.chmodSync(file, 0o666);
    fs.chownSync(file, ATTACKER, ATTACKER);

    expect(await say("second")).toMatchObject(WRITTEN);
    expect(fs.readFileSync(file, "utf8")).toBe("y".repeat(size));
  });

  it("a spool that others could read is closed to them when it is opened", async () => {
    const dir = join(place, "spool");
    await startUser(dir);
    const [target = ""] = entriesBelow(dir);
    fs.chmodSync(target, 0o755);
    expect((await startUser(dir)).first).toMatchObject(WRITTEN);
    expect(modeOf(target)).toBe("700");
  });
});
