import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { DoctorReport } from "../../../src/cli/commands/doctor/run-checks.js";
import { startOpikSite } from "../../cli/support/opik-site.js";
import { BARE_ENVIRONMENT } from "../../support/environment.js";
import { hostPackage } from "../hosts.js";
import { nodeVersions } from "../node-versions.js";
import { createRegisterProject, type RegisterProject } from "./register-project.js";
import { startOpik } from "./start-opik.js";

const NAME = "langchain-opik/register";

const CHILD = `console.log("child of", process.argv[2]);`;

/** Starts a child in the folder that it is told, in each of Node's ways, and prints what that printed. */
const PARENT = `
  import { execFileSync, fork, spawnSync } from "node:child_process";
  import { once } from "node:events";
  const [cwd, child] = process.argv.slice(2);
  process.stdout.write(execFileSync(process.execPath, [child, "execFileSync"], { cwd, encoding: "utf8" }));
  const env = { ...process.env };
  const spawned = spawnSync(process.execPath, [...process.execArgv, child, "spawnSync"], { cwd, env, encoding: "utf8" });
  process.stdout.write(spawned.stdout + spawned.stderr);
  await once(fork(child, ["fork"], { cwd }), "close");`;

const STARTED = "child of execFileSync\nchild of spawnSync\nchild of fork";

let project: RegisterProject;
let elsewhere: string;
beforeAll(async () => {
  project = await createRegisterProject();
  elsewhere = mkdtempSync(join(tmpdir(), "elsewhere-"));
  project.write("parent.mjs", PARENT);
  project.write("child.cjs", CHILD);
}, 120_000);
afterAll(() => {
  project.remove();
  rmSync(elsewhere, { recursive: true });
});

interface Start {
  readonly node?: string;
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const startParent = (options: Start) =>
  project.runNode("parent.mjs", { ...options, args: [elsewhere, join(project.folder, "child.cjs")] });

const registerUrl = () => project.runNode("node_modules/.bin/langchain-opik", { args: ["register-url"] });

const STARTS: readonly Start[] = [
  { environment: { NODE_OPTIONS: `--import ${NAME}` } },
  { environment: { NODE_OPTIONS: `--no-deprecation --import="${NAME}" --require ${NAME}` } },
  { environment: { NODE_OPTIONS: `-r ${NAME}` } },
  { flags: ["--import", NAME] },
  { flags: [`--require=${NAME}`] },
];

describe.each(nodeVersions())("child processes on Node.js $version", ({ path }) => {
  it.each(STARTS)("children start where the package can't be found: %j", async (start) => {
    expect(await startParent({ ...start, node: path })).toBe(STARTED);
  });

  it("child processes that start where the package can't be found are traced if tracing is on", async () => {
    const opik = await startOpik();
    const child = join(project.folder, "traced.mjs");
    project.write(
      "traced.mjs",
      `import { RunnableLambda } from "@langchain/core/runnables";
      await RunnableLambda.from(() => "done").withConfig({ runName: process.argv[2] }).invoke("go");`,
    );
    const environment = { NODE_OPTIONS: `--import ${NAME}`, OPIK_URL_OVERRIDE: opik.url };

    expect(await project.runNode("parent.mjs", { node: path, environment, args: [elsewhere, child] })).toBe("");
    expect(opik.traces.map(({ name }) => name)).toEqual(["execFileSync", "spawnSync", "fork"]);
  });
});

it("child processes of Bun start where the package can't be found", async () => {
  const environment = { BUN_OPTIONS: `--preload ${NAME}` };

  expect(await startParent({ node: join(hostPackage("bun"), "bin", "bun.exe"), environment })).toBe(STARTED);
});

it("the URL that the command prints starts a program in any folder, whatever its path contains", () => {
  const spaced = `${project.folder} with "blanks" & 100% é`;
  renameSync(project.folder, spaced);
  onTestFinished(() => {
    renameSync(spaced, project.folder);
  });
  const command = join(spaced, "node_modules/langchain-opik/dist/cli/main.js");
  const run = (args: readonly string[], environment: NonNullable<Start["environment"]>) =>
    execFileSync(process.execPath, args, { cwd: elsewhere, env: environment, encoding: "utf8" }).trim();

  const url = run([command, "register-url"], {});

  expect(fileURLToPath(url)).toBe(join(spaced, "node_modules/langchain-opik/dist/register.js"));
  expect(run(["-p", "'started'"], { NODE_OPTIONS: `--import ${url}` })).toBe("started");
});

it("children inherit all other flags unchanged", async () => {
  const url = await registerUrl();
  project.write("own.cjs", "");
  project.write("tell.cjs", "console.log(JSON.stringify([process.env.NODE_OPTIONS, process.execArgv]));");
  const own = `--require "./own.cjs"  --max-old-space-size=512 --import ${NAME}`;
  const flags = ["--no-warnings", "--import", NAME];

  const told: unknown = JSON.parse(await project.runNode("tell.cjs", { flags, environment: { NODE_OPTIONS: own } }));

  expect(told).toEqual([own.replace(NAME, `${url}#${NAME}`), ["--no-warnings", "--import", url]]);
});

it("the doctor names the package in NODE_OPTIONS although npx, which starts it, passes the URL on", async () => {
  const site = await startOpikSite();
  const { stdout } = await promisify(execFile)("npx", ["--no-install", "langchain-opik", "doctor", "--json"], {
    cwd: project.folder,
    env: { ...BARE_ENVIRONMENT, NODE_OPTIONS: `--import ${NAME}`, OPIK_URL_OVERRIDE: site.url },
  });

  const { checks } = JSON.parse(stdout) as DoctorReport;

  expect(checks).toContainEqual(expect.objectContaining({ name: "NODE_OPTIONS", status: "warning" }));
});

it("a program that was given the URL itself leaves NODE_OPTIONS unchanged", async () => {
  const url = await registerUrl();
  project.write("tell.cjs", "console.log(process.env.NODE_OPTIONS);");

  const told = await project.runNode("tell.cjs", { environment: { NODE_OPTIONS: `--import ${url}` } });

  expect(told).toBe(`--import ${url}`);
});

it("a bundle that contains register leaves NODE_OPTIONS unchanged, as there is no file of register beside it", async () => {
  project.write("line.mjs", `import "${NAME}";`);
  const [entryPoints, outfile] = [[join(project.folder, "line.mjs")], join(project.folder, "bundled/server.mjs")];
  // With conditions of one's own, esbuild does not take the file that is meant for bundlers.
  await build({ entryPoints, outfile, bundle: true, platform: "node", format: "esm", conditions: ["own"] });
  project.write(
    "tell.mjs",
    `process.env.NODE_OPTIONS = "--import ${NAME}";
    await import("./bundled/server.mjs");
    console.log(process.env.NODE_OPTIONS);`,
  );

  expect(await project.runNode("tell.mjs")).toBe(`--import ${NAME}`);
});
