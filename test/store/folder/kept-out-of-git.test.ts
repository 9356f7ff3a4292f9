import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openTraceStore } from "../../../src/store/index.js";
import { temporaryFolder } from "../support/databases.js";

/** A project under version control, with nothing to commit. */
function gitProject() {
  const folder = temporaryFolder();
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], { cwd: folder }).toString();
  git("init", "--quiet");
  writeFileSync(join(folder, ".gitignore"), "node_modules\n");
  git("add", ".");
  git("commit", "--quiet", "--message", "all");
  return { folder, status: () => git("status", "--porcelain", "--untracked-files=all") };
}

describe("a new store in a project under git", () => {
  it("git sees nothing of a new store in a project, while it is open and afterwards", async () => {
    const { folder, status } = gitProject();
    mkdirSync(join(folder, "below"));
    const store = await openTraceStore(join(folder, "below", "traces"));
    expect(status()).toBe("");
    await store.close();
    expect(status()).toBe("");
  });

  it("a store in the project's own folder hides its database from git, and nothing of the project", async () => {
    const { folder, status } = gitProject();
    await (await openTraceStore(folder)).close();
    writeFileSync(join(folder, "new.ts"), "");
    expect(status()).toBe("?? new.ts\n?? owner-1.json\n");
    expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("node_modules\n");
  });
});
