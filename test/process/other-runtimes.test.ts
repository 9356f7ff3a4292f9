import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { startModelServer } from "../support/model-server.js";
import { hostPackage } from "./hosts.js";
import { createRegisterProject, type RegisterProject, repositoryPackage } from "./register-project.js";
import { startOpik } from "./start-opik.js";

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  project.install("@langchain/openai", repositoryPackage("@langchain/openai"));
  project.write("package.json", `{ "type": "module" }`);
  project.write("first-trace.ts", firstExample());
}, 120_000);
afterAll(() => {
  project.remove();
});

/** The program that the README begins with. */
function firstExample(): string {
  const readme = readFileSync(resolve(import.meta.dirname, "../../README.md"), "utf8");
  const program = /## First trace\n+```ts\n(.+?)```/s.exec(readme)?.[1];
  if (program === undefined) throw new Error("The README has no program below its heading First trace.");
  return program;
}

it.each([
  { runtime: "Bun", node: () => join(hostPackage("bun"), "bin", "bun.exe"), flags: [] },
  { runtime: "Deno", node: () => join(hostPackage("deno"), "deno"), flags: ["run", "--allow-all", "--no-check"] },
])("the README's first example traces from $runtime", async ({ node, flags }) => {
  const [opik, models] = await Promise.all([startOpik(), startModelServer()]);
  onTestFinished(() => models.close());

  const printed = await project.runNode("first-trace.ts", {
    node: node(),
    flags,
    environment: {
      OPIK_URL_OVERRIDE: opik.url,
      OPENAI_API_KEY: "none",
      OPENAI_BASE_URL: models.url,
      HOME: project.folder,
    },
  });

  expect(printed).toBe("");
  expect(opik.traces).toMatchObject([{ name: "RunnableSequence", project_name: "support-bot" }]);
  expect(opik.spans.map(({ type }) => type).sort()).toEqual(["general", "llm"]);
  expect(opik.requests.map(({ headers }) => headers["content-encoding"])).toEqual(["gzip", "gzip"]);
});
