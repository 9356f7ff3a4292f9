import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeVersions } from "../node-versions.js";
import { REGISTER_PROGRAMS } from "./register-programs.js";
import { createRegisterProject, type RegisterProject, repositoryPackage } from "./register-project.js";
import { startOpik } from "./start-opik.js";

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  project.install("tsx");
  project.install("older-core", repositoryPackage("langchain-core-1-0"));
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
});
