import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { textMatching } from "../../../support/traces/text-matchers.js";
import { projectFolder } from "../../support/project-folder.js";
import { KEY } from "../../support/run-command.js";
import { FLAGS, init, read } from "../../support/run-init.js";

function git(folder: string, ...args: readonly string[]): void {
  execFileSync("git", args, { cwd: folder, stdio: "ignore" });
}

describe("langchain-opik init in a repository", () => {
  it("init adds the file that gets a key to .gitignore where it is not ignored", async () => {
    const folder = projectFolder({ ".env": "A=1\n", ".gitignore": ".env\n!.env\n" });
    git(folder, "init");

    await init(folder, [...FLAGS, "--yes"]);

    expect(read(folder, ".gitignore")).toEqual({ ".gitignore": ".env\n!.env\n.env\n" });
  });

  it("init leaves .gitignore alone where a folder above ignores the file, or the file gets no key", async () => {
    const above = projectFolder({ ".gitignore": ".env\n", "app/package.json": "{}", "other/.env.local": "A=1\n" });
    git(above, "init");

    await init(join(above, "app"), [...FLAGS, "--yes"]);
    await init(join(above, "other"), ["--api-url", "http://localhost:5173/api", "--yes"]);

    expect(read(above, "app/.env", "app/.gitignore", "other/.gitignore")).toEqual({
      "app/.env": `OPIK_API_KEY=${KEY}\nOPIK_WORKSPACE=acme\n`,
    });
  });

  it("init warns that git would publish the key in a file that it tracks", async () => {
    const folder = projectFolder({ ".env": "A=1\n", ".gitignore": ".env\n" });
    git(folder, "init");
    git(folder, "add", "--force", ".env");

    const { stdout } = await init(folder, [...FLAGS, "--dry-run", "--json"]);

    expect(JSON.parse(stdout)).toMatchObject({
      changes: [{ path: "<project>/.env" }],
      notices: [textMatching(/^git tracks \.env: .*git rm --cached \.env/)],
    });
  });
});
