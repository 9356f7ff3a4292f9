import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  appendToOwnFile,
  appendToPrivateFile,
  makePrivateFolders,
  PrivacyRefusal,
  readOwnFile,
  readOwnFileAsync,
  replaceText,
  requireUnsharedFolder,
  tightenFilesIn,
  truncateOwnFile,
  trustedPath,
  writeNewFile,
  writeNewFileInPieces,
} from "../../src/runtime/private-files.js";
import { temporaryFolder } from "../delivery/spool/test-spool.js";

const MODULES = { fs, path };
const writing = { fs, isSynced: false };
const HAS_USERS = process.geteuid !== undefined;
const IS_ROOT = process.geteuid?.() === 0;
const ANOTHER_USER = 65_534;
const modeOf = (place: string) => (fs.statSync(place).mode & 0o777).toString(8);

let umaskBefore: number | undefined;
let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  if (umaskBefore !== undefined) process.umask(umaskBefore);
  umaskBefore = undefined;
});

describe.runIf(HAS_USERS)("private files and folders (without modes there is nothing to see)", () => {
  it.each([0, 0o022, 0o077, 0o777])(
    "new files and folders are private to their owner under umask %i",
    async (umask) => {
      const below = path.join(folder, "a", "b");
      umaskBefore = process.umask(umask);
      makePrivateFolders(below, MODULES);
      writeNewFile(path.join(below, "new"), "text", fs);
      await writeNewFileInPieces(path.join(below, "pieces"), ["te", "xt"], writing);
      await appendToPrivateFile(path.join(below, "appended"), ["text"], writing);

      expect([path.dirname(below), below].map(modeOf)).toEqual(["700", "700"]);
      for (const name of ["new", "pieces", "appended"]) {
        expect(modeOf(path.join(below, name))).toBe("600");
        expect(readOwnFile(path.join(below, name), fs)).toBe("text");
      }
    },
  );

  it("the mode of a folder that was there before is left as it is", () => {
    fs.chmodSync(folder, 0o755);
    makePrivateFolders(folder, MODULES);
    expect(modeOf(folder)).toBe("755");
  });

  it("a folder is made private with everything in it, and links are not followed", () => {
    const outside = path.join(temporaryFolder(), "outside");
    fs.writeFileSync(outside, "", { mode: 0o644 });
    fs.mkdirSync(path.join(folder, "below"), { mode: 0o755 });
    fs.writeFileSync(path.join(folder, "below", "file"), "", { mode: 0o644 });
    fs.symlinkSync(outside, path.join(folder, "link"));
    tightenFilesIn(folder, MODULES);
    expect(["below", "below/file", "link"].map((name) => modeOf(path.join(folder, name)))).toEqual([
      "700",
      "600",
      "644",
    ]);
  });
});

describe("a file that is not what it was taken for", () => {
  const cases: readonly (readonly [string, (file: string) => void])[] = [
    [
      "a link to a file of this user's",
      (file) => {
        fs.writeFileSync(`${file}-elsewhere`, "theirs");
        fs.symlinkSync(`${file}-elsewhere`, file);
      },
    ],
    [
      "a folder",
      (file) => {
        fs.mkdirSync(file);
      },
    ],
    ["a FIFO that nobody writes to", (file) => execFileSync("mkfifo", [file])],
  ];

  it.skipIf(process.platform === "win32").each(cases)("%s is neither read nor written", async (_, make) => {
    const file = path.join(folder, "file");
    make(file);
    expect(() => readOwnFile(file, fs)).toThrow();
    await expect(readOwnFileAsync(file, fs)).rejects.toThrow();
    await expect(appendToOwnFile(file, ["x"], writing)).rejects.toThrow();
    await expect(appendToPrivateFile(file, ["x"], writing)).rejects.toThrow();
    await expect(truncateOwnFile(file, 0, fs)).rejects.toThrow();
    expect(() => {
      replaceText(file, "x", { holdsKey: true, fs });
    }).toThrow();
    expect(() => {
      writeNewFile(file, "x", fs);
    }).toThrow();
    if (fs.existsSync(`${file}-elsewhere`)) expect(fs.readFileSync(`${file}-elsewhere`, "utf8")).toBe("theirs");
  });

  it("a file with a second name is not written", async () => {
    const [file, other] = [path.join(folder, "file"), path.join(folder, "other")];
    fs.writeFileSync(file, "before");
    fs.linkSync(file, other);
    await expect(appendToOwnFile(file, ["x"], writing)).rejects.toThrow(PrivacyRefusal);
    expect(fs.readFileSync(other, "utf8")).toBe("before");
  });

  it("a link that leads nowhere is not written through", () => {
    const file = path.join(folder, "file");
    fs.symlinkSync(path.join(folder, "nowhere"), file);
    expect(() => {
      writeNewFile(file, "x", fs);
    }).toThrow();
    expect(fs.readdirSync(folder)).toEqual(["file"]);
  });
});

describe("the text of a file that is there", () => {
  it.runIf(HAS_USERS).each([
    [0o644, true, "600"],
    [0o400, true, "400"],
    [0o644, false, "644"],
  ])("the text of a file of mode %i is replaced (with a key: %s)", (mode, holdsKey, after) => {
    // Only root may write to a file that is read-only.
    if (mode === 0o400 && !IS_ROOT) return;
    const file = path.join(folder, "file");
    fs.writeFileSync(file, "a longer text", { mode });
    replaceText(file, "short", { holdsKey, fs });
    expect([fs.readFileSync(file, "utf8"), modeOf(file)]).toEqual(["short", after]);
  });
});

describe("the way to a folder", () => {
  it("the path of a folder is given without links", () => {
    fs.mkdirSync(path.join(folder, "real", "below"), { recursive: true });
    fs.symlinkSync("real", path.join(folder, "link"));
    const real = path.join(fs.realpathSync(folder), "real", "below");
    expect(trustedPath(path.join(folder, "link", "below"), MODULES)).toBe(process.platform === "win32" ? folder : real);
  });

  it.skipIf(process.platform === "win32")("a path whose links have no end is refused", () => {
    fs.symlinkSync("loop", path.join(folder, "loop"));
    expect(() => trustedPath(path.join(folder, "loop"), MODULES)).toThrow(/without an end/);
  });

  it.runIf(IS_ROOT)("a path through another user's folder or link is refused (only root can make one)", () => {
    const theirs = path.join(folder, "theirs");
    fs.mkdirSync(path.join(theirs, "mine"), { recursive: true });
    fs.chownSync(theirs, ANOTHER_USER, ANOTHER_USER);
    expect(() => trustedPath(path.join(theirs, "mine"), MODULES)).toThrow(/theirs belongs to another user/);

    fs.symlinkSync(path.join(folder, "mine"), path.join(folder, "link"));
    fs.mkdirSync(path.join(folder, "mine"));
    fs.lchownSync(path.join(folder, "link"), ANOTHER_USER, ANOTHER_USER);
    expect(() => trustedPath(path.join(folder, "link"), MODULES)).toThrow(/it belongs to another user/);
  });

  it.runIf(HAS_USERS)("a folder to which other users may write is refused", () => {
    fs.chmodSync(folder, 0o770);
    expect(() => {
      requireUnsharedFolder(folder, fs);
    }).toThrow(/other users may write to it/);
  });
});
