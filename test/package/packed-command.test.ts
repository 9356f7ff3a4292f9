import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DoctorReport } from "../../src/cli/commands/doctor/run-checks.js";
import { startOpikSite } from "../cli/support/opik-site.js";
import { installedCore, projectFolder } from "../cli/support/project-folder.js";
import { KEY, runProcess, strangersEnvironment } from "../cli/support/run-command.js";
import { nodeVersions } from "../process/node-versions.js";
import { HAS_TERMINAL, KEYS, openTerminal, type PseudoTerminal } from "../support/process/pseudo-terminal.js";
import { installPacked } from "./install-packed.js";
import type { PackedPackage } from "./packed-package.js";

let installed: PackedPackage;
let bin: string;
beforeAll(async () => {
  installed = await installPacked();
  bin = join(installed.project, "node_modules", ".bin", "langchain-opik");
}, 120_000);
afterAll(() => {
  installed.remove();
});

it("npx runs the command in a project that installed the package", async () => {
  const manifest = readFileSync(join(installed.project, "node_modules", "langchain-opik", "package.json"), "utf8");
  const { stdout, exitCode } = await runProcess(["npx", "--no-install", "langchain-opik", "--version"], {
    folder: installed.project,
  });

  expect(manifest).toContain(`"version": "${stdout.trim()}"`);
  expect(exitCode).toBe(0);
});

describe.each(nodeVersions())("the packed command with Node.js $version", ({ path }) => {
  it("the packed command init shows what it would write", async () => {
    const folder = projectFolder();
    const command = [path, bin, "init", "--dry-run", "--api-key", KEY];

    const { stdout, stderr, exitCode } = await runProcess(command, { folder });

    expect(stdout).toContain("+ OPIK_API_KEY=***test");
    expect({ stderr, exitCode, files: readdirSync(folder) }).toEqual({ stderr: "", exitCode: 0, files: [] });
  });

  it("the packed command doctor reports that traces arrive at a server", async () => {
    const site = await startOpikSite();
    const folder = projectFolder(installedCore("1.2.13"));
    const env = {
      OPIK_URL_OVERRIDE: site.url,
      OPIK_API_KEY: KEY,
      OPIK_LANGCHAIN_SPOOL_DIR: join(folder, "spool"),
    };

    const { stdout, stderr, exitCode } = await runProcess([path, bin, "doctor", "--json"], { folder, env });

    const { arrives, checks } = JSON.parse(stdout) as DoctorReport;
    expect(checks.filter(({ status }) => status !== "ok")).toEqual([]);
    expect({ stderr, exitCode, arrives }).toEqual({ stderr: "", exitCode: 0, arrives: true });
  });
});

// Windows has no `script` to make a terminal with.
describe.skipIf(!HAS_TERMINAL)("init at a terminal", () => {
  function start(folder: string): PseudoTerminal {
    return openTerminal([process.execPath, bin, "init"], { cwd: folder, env: strangersEnvironment() });
  }

  it("init asks for the key without showing it, shows the change, and writes it", async () => {
    const folder = projectFolder();
    const terminal = start(folder);

    await terminal.shows("Where do traces go?");
    terminal.type(KEYS.enter);
    await terminal.shows("API key");
    terminal.type(KEY + KEYS.enter);
    await terminal.shows("Workspace");
    terminal.type(KEYS.enter);
    await terminal.shows("+ OPIK_API_KEY=***test");
    await terminal.shows("Write this?");
    expect(readdirSync(folder)).toEqual([]);
    terminal.type(KEYS.enter);

    expect(await terminal.ended).toBe(0);
    expect(terminal.screen()).not.toContain(KEY);
    expect(readFileSync(join(folder, ".env"), "utf8")).toBe(`OPIK_API_KEY=${KEY}\nOPIK_WORKSPACE=default\n`);
  });

  it("init keeps traces in a folder where there is no account, and ends with how to start the program", async () => {
    const folder = projectFolder({
      "package.json": '{"scripts":{"dev":"tsx watch src/main.ts"}}',
      "pnpm-lock.yaml": "",
    });
    const terminal = start(folder);

    await terminal.shows("Where do traces go?");
    terminal.type(KEYS.down + KEYS.down + KEYS.enter);
    await terminal.shows("Folder for the traces");
    terminal.type(KEYS.enter);
    await terminal.shows("+ OPIK_LANGCHAIN_STORE=./traces");
    await terminal.shows("Write this?");
    terminal.type(KEYS.enter);

    expect(await terminal.ended).toBe(0);
    expect(readFileSync(join(folder, ".env"), "utf8")).toBe("OPIK_LANGCHAIN_STORE=./traces\n");
    expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe(".env\ntraces\n");
    expect(terminal.screen()).toContain("pnpm add @electric-sql/pglite");
    expect(terminal.screen().trimEnd().split(/\r?\n/).at(-1)).toBe(
      "  pnpm exec tsx watch --env-file=.env --import langchain-opik/register src/main.ts",
    );
  });

  it("init replaces the default value of a field with what is typed", async () => {
    const folder = projectFolder();
    const terminal = start(folder);

    await terminal.shows("Where do traces go?");
    terminal.type(KEYS.enter);
    await terminal.shows("API key");
    terminal.type(KEY + KEYS.enter);
    await terminal.shows("Workspace");
    terminal.type(`acme${KEYS.enter}`);
    await terminal.shows("Write this?");
    terminal.type(KEYS.enter);

    expect(await terminal.ended).toBe(0);
    expect(readFileSync(join(folder, ".env"), "utf8")).toBe(`OPIK_API_KEY=${KEY}\nOPIK_WORKSPACE=acme\n`);
  });

  it("init refuses an address that is not a URL, and asks again", async () => {
    const folder = projectFolder();
    const terminal = start(folder);

    await terminal.shows("Where do traces go?");
    terminal.type(KEYS.down + KEYS.enter);
    await terminal.shows("Address of Opik's API");
    terminal.type(`/api${KEYS.enter}`);
    await terminal.shows("This must be an http:// or https:// URL");
    terminal.type(`${KEYS.clear}http://opik.test/api${KEYS.enter}`);
    await terminal.shows("Workspace");
    terminal.type(KEYS.enter);
    await terminal.shows("Write this?");
    terminal.type(KEYS.enter);

    expect(await terminal.ended).toBe(0);
    expect(readFileSync(join(folder, ".env"), "utf8")).toContain("OPIK_URL_OVERRIDE=http://opik.test/api\n");
  });

  it("init asks nothing that the project already says, and needs no key for the user's own server", async () => {
    const folder = projectFolder({ ".env": "OPIK_URL_OVERRIDE=http://opik.test/api\nOPIK_WORKSPACE=acme\n" });
    const terminal = start(folder);

    await terminal.shows("or Enter for none");
    terminal.type(KEYS.enter);

    expect(await terminal.ended).toBe(0);
    expect(terminal.screen()).toContain("Nothing to do");
    expect(terminal.screen()).not.toMatch(/Where|Workspace/);
  });

  it.each([
    ["Ctrl-C", KEYS.interrupt],
    ["a no", KEYS.right + KEYS.enter],
  ])("init writes nothing after %s", async (_, keys) => {
    const folder = projectFolder({ ".env": "OPIK_WORKSPACE=acme\nOPIK_URL_OVERRIDE=http://opik.test/api\n" });
    const terminal = start(folder);

    await terminal.shows("API key");
    terminal.type(KEY + KEYS.enter);
    await terminal.shows("Write this?");
    terminal.type(keys);

    expect(await terminal.ended).toBe(1);
    expect(terminal.screen()).toContain("Nothing was written.");
    expect(readFileSync(join(folder, ".env"), "utf8")).not.toContain(KEY);
  });

  it("init does not overwrite what somebody else wrote while it was asking", async () => {
    const folder = projectFolder({ ".env": "OPIK_URL_OVERRIDE=http://opik.test/api\n" });
    const terminal = start(folder);

    await terminal.shows("API key");
    terminal.type(KEY + KEYS.enter);
    await terminal.shows("Workspace");
    terminal.type(KEYS.enter);
    await terminal.shows("Write this?");
    writeFileSync(join(folder, ".env"), "OPIK_API_KEY=theirs\n");
    terminal.type(KEYS.enter);

    expect(await terminal.ended).toBe(1);
    expect(terminal.screen()).toContain("changed meanwhile");
    expect(readFileSync(join(folder, ".env"), "utf8")).toBe("OPIK_API_KEY=theirs\n");
  });
});
