import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectFolder } from "../../support/project-folder.js";
import { KEY } from "../../support/run-command.js";
import { type Files, FLAGS, init, read } from "../../support/run-init.js";

const NAMES = [
  ".env",
  ".env.local",
  ".env.development",
  ".env.dev",
  ".env.ci",
  ".env.example",
  ".env.sample",
  ".gitignore",
  "opik.config",
];

const NEXT = '{"dependencies":{"next":"15.0.0"}}';

const SAMPLES: readonly (readonly [string, Files])[] = [
  ["a project that has nothing", { "package.json": "{}" }],
  ["a Next.js project that has nothing", { "package.json": NEXT, ".gitignore": ".env*.local\n" }],
  ["a project with a .env and an example", { ".env": "PORT=1", ".env.example": "PORT=\n" }],
  ["a Next.js project with both files", { "package.json": NEXT, ".env": "A=1\n", ".env.local": "B=1\n" }],
  [
    "a project whose script names a file",
    { "package.json": '{"scripts":{"dev":"node --env-file=.env.dev app.js"}}', ".env.dev": "" },
  ],
  [
    "a project whose tests name another file",
    {
      "package.json": '{"scripts":{"test":"node --env-file=.env.ci t.js","start":"node --env-file ./.env.dev app.js"}}',
      ".env.ci": "",
    },
  ],
  ["a project that has .env.local alone", { "package.json": '{"scripts":{"next":"x"}}', ".env.local": "A=1\n" }],
  ["a project with Opik's settings in .env.development", { ".env.development": "OPIK_PROJECT_NAME=p\n", ".env": "" }],
  [
    "a project whose config file has the workspace",
    { "langchain-opik.config.yaml": "opik: { workspaceName: umbrella }" },
  ],
  ["a project with one of the values", { ".env.local": "OPIK_API_KEY=other\n", ".env": "A=1\n" }],
  ["a project with a blank value", { ".env": "OPIK_API_KEY=\nA=1\n", ".env.sample": "# OPIK_API_KEY=\n" }],
];

describe("langchain-opik init", () => {
  it.each(SAMPLES)("init writes to the one right place of %s", async (_, files) => {
    const folder = projectFolder(files);

    const { stdout, exitCode } = await init(folder, [...FLAGS, "--yes"]);

    expect({ exitCode, stdout, files: read(folder, ...NAMES) }).toMatchSnapshot();
  });

  it("init writes to Opik's own config file where that holds the settings", async () => {
    const text = "[opik]\nurl_override = http://localhost:5173/api\nworkspace =\n\n[other]\na = 1\n";
    const folder = projectFolder({ "opik.config": text, ".env": "A=1\n" });

    const { exitCode } = await init(folder, [...FLAGS, "--yes"], { OPIK_CONFIG_PATH: join(folder, "opik.config") });

    expect({ exitCode, files: read(folder, ...NAMES) }).toMatchSnapshot();
  });

  it("init keeps the line ends of Windows, and every other line as it is", async () => {
    const folder = projectFolder({ ".env": 'A=1\r\nB="2"', ".env.example": "A=\r\n", ".gitignore": ".env\r\n" });
    await init(folder, [...FLAGS, "--yes"]);

    expect(read(folder, ...NAMES)).toEqual({
      ".env": `A=1\r\nB="2"\r\nOPIK_API_KEY=${KEY}\r\nOPIK_WORKSPACE=acme\r\n`,
      ".env.example": "A=\r\nOPIK_API_KEY=\r\nOPIK_WORKSPACE=\r\n",
      ".gitignore": ".env\r\n",
    });
  });

  it("init writes the project's name only when it is given one", async () => {
    const folder = projectFolder();
    await init(folder, ["--api-url", "http://localhost:5173/api", "--project-name", "support bot", "-y"]);

    expect(read(folder, ".env")).toEqual({
      ".env": 'OPIK_URL_OVERRIDE=http://localhost:5173/api\nOPIK_PROJECT_NAME="support bot"\n',
    });
  });

  it.runIf(process.geteuid !== undefined)("init makes a file with a key accessible to its owner alone", async () => {
    const folder = projectFolder({ ".env": "A=1\n", ".env.example": "A=\n" });
    for (const name of [".env", ".env.example"]) chmodSync(join(folder, name), 0o644);
    await init(folder, [...FLAGS, "--yes"]);
    const modes = [".env", ".env.example"].map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8));
    expect(modes).toEqual(["600", "644"]);
  });

  it("init changes nothing the second time", async () => {
    const folder = projectFolder({ ".env.example": "" });
    await init(folder, [...FLAGS, "--yes"]);
    const before = read(folder, ...NAMES);

    const { stdout, exitCode } = await init(folder, ["--api-key", "another-key", "--workspace", "umbrella", "--yes"]);

    expect(stdout).toContain("keeps it: apiKey, workspaceName");
    expect(exitCode).toBe(0);
    expect(read(folder, ...NAMES)).toEqual(before);
  });

  it.each([
    ["--dry-run", 0],
    ["--workspace=w", 1],
  ])("init shows the change and writes nothing with %s and without --yes", async (flag, expectedExitCode) => {
    const folder = projectFolder();

    const { stdout, exitCode } = await init(folder, ["--api-key", KEY, flag]);

    expect(stdout).toContain("+ OPIK_API_KEY=***test");
    expect(exitCode).toBe(expectedExitCode);
    expect(read(folder, ...NAMES)).toEqual({});
  });

  it.each([
    [["--yes"], /--api-key/],
    [["--api-url", "localhost", "--yes"], /--api-url must be an http/],
    [["--api-key", "a$b", "--yes"], /--api-key must be text without quotes/],
    [["--api-key", "a", "--workspace", "line\nbreak", "--yes"], /--workspace must be/],
  ])("init names the option that is missing or wrong: %j", async (flags, reason) => {
    const folder = projectFolder();

    const { stdout, exitCode } = await init(folder, flags);

    expect(stdout).toMatch(reason);
    expect(exitCode).toBe(1);
    expect(read(folder, ...NAMES)).toEqual({});
  });

  it.each([
    ["./data/traces", "data/traces\n"],
    ["~/traces", ""],
    ["../traces", ""],
  ])("init keeps the traces in %s out of git where they are in the project", async (store, ignored) => {
    const folder = projectFolder({ ".env": "A=1\n", ".gitignore": "" });

    const { exitCode, stdout } = await init(folder, ["--store", store, "--yes"]);

    expect({ exitCode, files: read(folder, ".env", ".gitignore") }).toEqual({
      exitCode: 0,
      files: { ".env": `A=1\nOPIK_LANGCHAIN_STORE=${store}\n`, ".gitignore": ignored },
    });
    expect(stdout).toContain("npm install @electric-sql/pglite");
  });

  it("init shows a database without its password, and keeps the file with it to its owner and out of git", async () => {
    const folder = projectFolder({ ".env": "A=1\n", "package.json": '{"dependencies":{"pg":"8"}}' });
    const store = "postgres://app:hunter2word@db.test/traces";

    const { stdout } = await init(folder, ["--store", store, "--yes"]);

    expect(stdout).toContain("+ OPIK_LANGCHAIN_STORE=postgres://db.test/traces");
    expect(stdout).not.toMatch(/hunter2word|npm install/);
    expect(read(folder, ".env", ".gitignore")).toEqual({
      ".env": `A=1\nOPIK_LANGCHAIN_STORE=${store}\n`,
      ".gitignore": ".env\n",
    });
  });

  it("init writes a store to an env file where the settings are in Opik's config file, which has no such key", async () => {
    const folder = projectFolder({ "opik.config": "[opik]\nworkspace = acme\n" });
    const config = join(folder, "opik.config");

    await init(folder, ["--store", "./traces", "--yes"], { OPIK_CONFIG_PATH: config });

    expect(read(folder, ".env", "opik.config")).toEqual({
      ".env": "OPIK_LANGCHAIN_STORE=./traces\n",
      "opik.config": "[opik]\nworkspace = acme\n",
    });
  });

  it("init --json prints one JSON value", async () => {
    const folder = projectFolder();
    const { stdout } = await init(folder, [...FLAGS, "--yes", "--json"]);

    expect(JSON.parse(stdout)).toMatchObject({
      changes: [
        { path: "<project>/.env", added: ["OPIK_API_KEY=***test", "OPIK_WORKSPACE=acme"] },
        { path: "<project>/.gitignore", added: [".env"] },
      ],
      kept: [],
    });
  });
});
