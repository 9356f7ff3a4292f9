import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { hostPackage } from "./hosts.js";
import { createRegisterProject, type RegisterProject } from "./register/register-project.js";
import { startOpik } from "./register/start-opik.js";

/** What Yarn's `.pnp.cjs` does to `node:fs`, by the library that it does it with. */
const YARN = `
  const { NodeFS, patchFs, PosixFS } = require("@yarnpkg/fslib");
  const fs = require("node:fs");
  patchFs(fs, new PosixFS(new NodeFS({ ...fs })));`;

/** Two batches, so that the second joins the file of the first. */
const PROGRAM = `
  import { RunnableLambda } from "@langchain/core/runnables";
  import { flushTraces } from "langchain-opik";
  for (const runName of process.argv.slice(2)) {
    await RunnableLambda.from(() => "done").withConfig({ runName }).invoke("go");
    console.log(JSON.stringify(await flushTraces({ timeoutMs: 20_000 })));
  }`;

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  for (const name of ["@yarnpkg/fslib", "tslib"]) project.install(name, hostPackage(name));
  project.write("yarn.cjs", YARN);
  project.write("main.mjs", PROGRAM);
}, 120_000);
afterAll(() => {
  project.remove();
});

it("records wait on disk and are sent later with the file system of Yarn's Plug'n'Play", async () => {
  const opik = await startOpik();
  opik.answerNext({ kind: "status", status: 401 });
  const flags = ["--require", "./yarn.cjs", "--import", "langchain-opik/register"];
  const run = (...names: readonly string[]) =>
    project.runNode("main.mjs", { flags, args: names, environment: { OPIK_URL_OVERRIDE: opik.url } });

  const refused = await run("first", "second");

  expect(refused).toContain(`{"delivered":0,"spooled":1,"waiting":0,"dropped":{}}`);
  expect(waitingFiles().length).toBeGreaterThan(0);
  expect(opik.traces).toEqual([]);

  await run("third");
  expect(opik.traces.map(({ name }) => name).sort()).toEqual(["first", "second", "third"]);
  expect(waitingFiles()).toEqual([]);
});

function waitingFiles(): readonly string[] {
  const files = readdirSync(join(project.folder, "spool"), { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".ndjson"));
}
