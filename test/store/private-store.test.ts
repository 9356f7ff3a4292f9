import * as fs from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openTraceStore } from "../../src/store/index.js";
import { temporaryFolder } from "./support/databases.js";

const HAS_MODES = process.geteuid !== undefined;
const IS_ROOT = process.geteuid?.() === 0;
const ANOTHER_USER = 65_534;
const TIMEOUT_MS = 120_000;

function temporaryStore(): string {
  const folder = temporaryFolder();
  onTestFinished(() => {
    fs.rmSync(folder, { recursive: true });
  });
  return join(folder, "traces");
}

/** The modes of files and folders, each once. */
function modesIn(folder: string) {
  const places = [
    folder,
    ...fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  ];
  const of = (isFolder: boolean) => {
    const found = places.map((place) => fs.statSync(place)).filter((stats) => stats.isDirectory() === isFolder);
    return [...new Set(found.map(({ mode }) => (mode & 0o777).toString(8)))];
  };
  return { folders: of(true), files: of(false) };
}

function openUpTo(mode: number, folder: string): void {
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: "utf8" }))
    fs.chmodSync(join(folder, name), mode);
  fs.chmodSync(folder, mode);
}

const OWNERS_ALONE = { folders: ["700"], files: ["600"] };

describe.runIf(HAS_MODES)("a store in a folder (without modes there is nothing to see)", () => {
  it(
    "a store belongs to its owner alone, whatever the umask, and one that was open to others is closed",
    async () => {
      const folder = temporaryStore();
      const umask = process.umask(0);
      onTestFinished(() => {
        process.umask(umask);
      });
      await (await openTraceStore(folder)).close();
      expect(modesIn(folder)).toEqual(OWNERS_ALONE);

      openUpTo(0o755, folder);
      await (await openTraceStore(folder)).close();
      expect(modesIn(folder)).toEqual(OWNERS_ALONE);
    },
    TIMEOUT_MS,
  );

  it(
    "a store leaves the mode of a folder that holds other things as well",
    async () => {
      const folder = temporaryStore();
      fs.mkdirSync(folder);
      fs.writeFileSync(join(folder, "package.json"), "{}");
      fs.chmodSync(folder, 0o775);
      await (await openTraceStore(folder)).close();
      const modeOf = (place: string) => (fs.statSync(place).mode & 0o777).toString(8);
      expect([folder, join(folder, "database"), join(folder, "package.json")].map(modeOf).slice(0, 2)).toEqual([
        "775",
        "700",
      ]);
    },
    TIMEOUT_MS,
  );

  it("a store refuses a link in the place of its database", async () => {
    const folder = temporaryStore();
    fs.mkdirSync(join(folder, "elsewhere"), { recursive: true });
    fs.symlinkSync("elsewhere", join(folder, "database"));
    await expect(openTraceStore(folder)).rejects.toThrow(/database: it is a file or a link/);
    expect(fs.readdirSync(join(folder, "elsewhere"))).toEqual([]);
  });

  it.runIf(IS_ROOT)(
    "a store stays its owner's where root works on it (only root can make one of another user)",
    async () => {
      const folder = temporaryStore();
      fs.mkdirSync(folder);
      fs.chownSync(folder, ANOTHER_USER, ANOTHER_USER);
      const store = await openTraceStore(folder);
      const places = fs
        .readdirSync(folder, { recursive: true, encoding: "utf8" })
        .map((name) => fs.statSync(join(folder, name)));
      await store.close();
      const ownersOf = (isSocket: boolean) => [
        ...new Set(places.filter((stats) => stats.isSocket() === isSocket).map(({ uid }) => uid)),
      ];
      expect(ownersOf(false)).toEqual([ANOTHER_USER]);
      // What answers there has the rights of root.
      expect(ownersOf(true)).toEqual([0]);
      await (await openTraceStore(folder)).close();
    },
    TIMEOUT_MS,
  );
});
