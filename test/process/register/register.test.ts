import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeVersions } from "../node-versions.js";
import { REGISTER_PROGRAMS } from "./register-programs.js";
import { createRegisterProject, type RegisterProject, repositoryPackage } from "./register-project.js";
import { startOpik } from "./start-opik.js";

/** Bundled, it holds LangChain: which of its text is JavaScript is found out by parsing it. */
const BUNDLED = `
  import { createRequire } from "node:module";
  import { RunnableLambda } from "@langchain/core/runnables";
  globalThis.require ??= createRequire(import.meta.url);
  await RunnableLambda.from(() => "done").withConfig({ runName: "bundled" }).invoke("go");`;

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  project.install("tsx");
  project.install("older-core", repositoryPackage("langchain-core-1-0"));
  project.write("source.mjs", BUNDLED);
  const [entryPoints, outfile] = [[join(project.folder, "source.mjs")], join(project.folder, "bundle.mjs")];
  await build({ entryPoints, outfile, bundle: true, platform: "node", format: "esm", minify: true });
}, 120_000);
afterAll(() => {
  project.remove();
});

describe.each(nodeVersions())("on Node.js $version", ({ path }) => {
  it.each(REGISTER_PROGRAMS)(
    "the environment alone traces $reaches",
    async ({ files, start, flags = [], environment = {}, traces }) => {
      const opik = await startOpik();
      for (const [file, text] of Object.entries(files)) project.write(file, text);

      const printed = await project.runNode(start, {
        node: path,
        flags,
        environment: { OPIK_URL_OVERRIDE: opik.url, ...environment },
      });

      expect(printed).toBe("");
      expect(opik.traces.map(({ name }) => name).sort()).toEqual(traces);
    },
  );

  it("a bundle that is an ES module and holds LangChain is traced", async () => {
    const opik = await startOpik();

    const printed = await project.runNode("bundle.mjs", {
      node: path,
      flags: ["--import", "langchain-opik/register"],
      environment: { OPIK_URL_OVERRIDE: opik.url },
    });

    expect(printed).toBe("");
    expect(opik.traces.map(({ name }) => name)).toEqual(["bundled"]);
  });
});
