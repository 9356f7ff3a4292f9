import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startOpikSite } from "./support/opik-site.js";
import { projectFolder } from "./support/project-folder.js";
import { KEY, runCommand } from "./support/run-command.js";
import type { Files } from "./support/run-init.js";

const CODE = 'import { writeFileSync } from "node:fs"; writeFileSync("ran", ""); export default {};';

describe("a command in a folder that somebody else wrote", () => {
  it.each([
    ["doctor"],
    ["init", "--dry-run"],
    ["spool"],
    ["spool", "replay"],
    ["spool", "clear", "--yes"],
    ["traces"],
    ["send"],
  ])("the code of a strange folder's config is not run, and the command says so: %s %s", async (...args) => {
    const folder = projectFolder({ "langchain-opik.config.mjs": CODE });
    const { stdout, stderr } = await runCommand(args.filter(Boolean), {
      folder,
      env: { OPIK_URL_OVERRIDE: "http://127.0.0.1:9/api", OPIK_LANGCHAIN_SPOOL_DIR: join(folder, "spool") },
    });
    expect(existsSync(join(folder, "ran"))).toBe(false);
    const told = (stdout + stderr).split("langchain-opik.config.mjs is ignored: it holds code").length - 1;
    expect(told).toBe(1);
  });

  it.each([
    ["--run-config", "spool"],
    ["spool", "--run-config"],
  ])("the code of a strange folder's config is run with --run-config: %s %s", async (...args) => {
    const folder = projectFolder({ "langchain-opik.config.mjs": CODE });
    const { stderr } = await runCommand(args, { folder, env: { OPIK_LANGCHAIN_SPOOL_DIR: join(folder, "spool") } });
    expect(existsSync(join(folder, "ran"))).toBe(true);
    expect(stderr).toBe("");
  });

  it("code that an env file names is not run", async () => {
    const folder = projectFolder({ "code.mjs": CODE, ".env": "OPIK_LANGCHAIN_CONFIG=code.mjs\n" });
    await runCommand(["spool"], { folder, env: { OPIK_LANGCHAIN_SPOOL_DIR: join(folder, "spool") } });
    expect(existsSync(join(folder, "ran"))).toBe(false);
  });

  const strange: readonly (readonly [string, (url: string) => Files])[] = [
    ["a config file", (url) => ({ "langchain-opik.config.json": JSON.stringify({ opik: { apiUrl: url } }) })],
    [
      "a config file with a key",
      (url) => ({ "langchain-opik.config.yaml": `opik: { apiUrl: "${url}", apiKey: theirs }` }),
    ],
    ["a file of variables", (url) => ({ ".env": `OPIK_URL_OVERRIDE=${url}\n` })],
    [
      "Opik's own file, named by a file of variables",
      (url) => ({ ".env": "OPIK_CONFIG_PATH=opik.config\n", "opik.config": `[opik]\nurl_override = ${url}\n` }),
    ],
    [
      "a config file, named by a file of variables",
      (url) => ({
        ".env": "OPIK_LANGCHAIN_CONFIG=more/opik.json\n",
        "more/opik.json": JSON.stringify({ opik: { apiUrl: url } }),
      }),
    ],
  ];

  it.each(strange)("no key of the environment is sent to the address in %s", async (_, files) => {
    const site = await startOpikSite();
    const folder = projectFolder(files(site.url));
    const { stdout, exitCode } = await runCommand(["doctor"], {
      folder,
      env: { OPIK_API_KEY: KEY, OPIK_CONFIG_PATH: "" },
    });
    expect(stdout).toContain("nothing is sent to Opik, because ");
    expect(exitCode).toBe(1);
    expect(site.requests).toEqual([]);
  });

  it("the user's own config file of Opik is used where a strange folder names another", async () => {
    const [own, theirs] = [await startOpikSite(), await startOpikSite()];
    const home = projectFolder({ ".opik.config": `[opik]\nurl_override = ${own.url}\n` });
    const folder = projectFolder({
      ".env": "OPIK_CONFIG_PATH=opik.config\n",
      "opik.config": `[opik]\nurl_override = ${theirs.url}\n`,
    });
    const { stdout } = await runCommand(["doctor"], { folder, env: { HOME: home, OPIK_CONFIG_PATH: "" } });
    expect(stdout).toContain("opik.config is ignored: a file in the working folder names it, and you have ");
    expect(own.requests).not.toEqual([]);
    expect(theirs.requests).toEqual([]);
  });

  it("no key is taken from a user's file that a strange folder only names or links to", async () => {
    const site = await startOpikSite();
    const elsewhere = projectFolder({
      ".env": `OPIK_API_KEY=${KEY}\n`,
      "opik.config": `[opik]\napi_key = ${KEY}\n`,
      "opik.json": JSON.stringify({ opik: { apiKey: KEY } }),
    });
    const folder = projectFolder();
    mkdirSync(folder, { recursive: true });
    symlinkSync(join(elsewhere, ".env"), join(folder, ".env.local"));
    symlinkSync(join(elsewhere, "opik.json"), join(folder, "langchain-opik.config.json"));
    writeFileSync(
      join(folder, ".env"),
      `OPIK_URL_OVERRIDE=${site.url}\nOPIK_CONFIG_PATH=${join(elsewhere, "opik.config")}\nOPIK_LANGCHAIN_REQUEST_TIMEOUT_MS=2000\n`,
    );
    const { stdout } = await runCommand(["doctor"], { folder, env: { OPIK_CONFIG_PATH: "" } });
    expect(site.authorizations.has(KEY)).toBe(false);
    expect(stdout).toContain(".env.local is a link that leads out of the folder; it is ignored.");
  });

  it("a user's store is sent to no server that only a strange folder names", async () => {
    const site = await startOpikSite();
    const folder = projectFolder({ ".env": `OPIK_URL_OVERRIDE=${site.url}\nOPIK_API_KEY=theirs\n` });
    const env = { OPIK_LANGCHAIN_STORE: join(projectFolder(), "traces") };
    const { stderr, exitCode } = await runCommand(["send"], { folder, env });
    expect(stderr).toContain("nothing is sent, because OPIK_LANGCHAIN_STORE is set in the environment");
    expect({ exitCode, requests: site.requests }).toEqual({ exitCode: 1, requests: [] });
  });
});

describe("init in such a folder", () => {
  it("init writes no key through a link", async () => {
    const folder = projectFolder({ "public/index.html": "<p>" });
    symlinkSync(join("public", "index.html"), join(folder, ".env"));
    const { stderr, exitCode } = await runCommand(["init", "--api-key", KEY, "--yes"], { folder });
    expect(stderr).toMatch(/\.env is not used: it is a link or not a plain file/);
    expect(exitCode).toBe(1);
    expect(readFileSync(join(folder, "public/index.html"), "utf8")).toBe("<p>");
  });
});
