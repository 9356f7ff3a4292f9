import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { RecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";
import { createRegisterProject, type RegisterProject } from "./register-project.js";
import { startOpik } from "./start-opik.js";

const PRELOAD = ["--import", "langchain-opik/register"];

const RUN_ONCE = `
  import { RunnableLambda } from "@langchain/core/runnables";
  await RunnableLambda.from(() => "done").invoke("go");`;

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  project.install("tsx");
}, 120_000);
afterAll(() => {
  project.remove();
});

async function runTraced(text: string): Promise<RecordingOpikServer> {
  const opik = await startOpik();
  project.write("main.mjs", `import { RunnableLambda } from "@langchain/core/runnables";\n${text}`);
  const printed = await project.runNode("main.mjs", { flags: PRELOAD, environment: { OPIK_URL_OVERRIDE: opik.url } });
  expect(printed).toBe("");
  return opik;
}

describe("the handler of the environment", () => {
  it("the environment's handler ignores a run that is given a handler of its own", async () => {
    const opik = await runTraced(`
      import { OpikCallbackHandler } from "langchain-opik";
      const child = RunnableLambda.from(() => "done").withConfig({ runName: "child" });
      const root = RunnableLambda.from((_, config) => child.invoke("go", config)).withConfig({ runName: "root" });
      await root.invoke("go", { callbacks: [new OpikCallbackHandler({ projectName: "mine" })] });`);

    expect(opik.traces.map(({ name, project_name }) => ({ name, project_name }))).toEqual([
      { name: "root", project_name: "mine" },
    ]);
    expect(opik.spans.map(({ name }) => name)).toEqual(["child"]);
  });

  it("a child run that alone has a handler of its own stays in the trace of its parents", async () => {
    const opik = await runTraced(`
      import { OpikCallbackHandler } from "langchain-opik";
      const child = RunnableLambda.from(() => "done").withConfig({ runName: "child" });
      const own = (config) => ({ callbacks: config.callbacks.copy([new OpikCallbackHandler()]) });
      await RunnableLambda.from((_, config) => child.invoke("go", own(config))).withConfig({ runName: "root" }).invoke("go");`);

    expect(opik.traces.map(({ name }) => name)).toEqual(["root"]);
    expect(opik.spans.map(({ name, trace_id }) => ({ name, trace_id }))).toEqual([
      { name: "child", trace_id: opik.traces[0]?.id },
    ]);
  });

  it("the environment's handler ignores a model with its own handler, unless it runs below a traced run", async () => {
    const opik = await runTraced(`
      import { FakeListChatModel } from "@langchain/core/utils/testing";
      import { OpikCallbackHandler } from "langchain-opik";
      const model = new FakeListChatModel({
        responses: ["done"],
        callbacks: [new OpikCallbackHandler({ projectName: "mine" })],
      }).withConfig({ runName: "model" });
      await model.invoke("go");
      await RunnableLambda.from((text, config) => model.invoke(text, config)).withConfig({ runName: "root" }).invoke("go");`);

    const places = opik.traces.map(({ name, project_name }) => ({ name, project_name }));
    expect(places).toEqual([
      { name: "model", project_name: "mine" },
      { name: "root", project_name: "Default Project" },
    ]);
    expect(opik.spans.map(({ name, trace_id }) => ({ name, trace_id }))).toEqual(
      opik.traces.map(({ id }) => ({ name: "model", trace_id: id })),
    );
  });

  it("the environment's handler keeps the tags and metadata of a run without handlers", async () => {
    const opik = await runTraced(
      `await RunnableLambda.from(() => "done").invoke("go", { tags: ["beta"], metadata: { customer: 7 } });`,
    );

    expect(opik.traces[0]).toMatchObject({ tags: ["beta"], metadata: { customer: 7 } });
  });

  it("the environment's handler gives each of 100 concurrent requests a trace of its own", async () => {
    const opik = await runTraced(`
      import { once } from "node:events";
      import { createServer } from "node:http";
      const step = RunnableLambda.from(async (id) => {
        await new Promise(setImmediate);
        return "step of " + id;
      }).withConfig({ runName: "step" });
      const agent = RunnableLambda.from((id, config) => step.invoke(id, config)).withConfig({ runName: "agent" });
      const server = createServer((request, response) => {
        agent.invoke(request.url).then((text) => response.end(text));
      });
      await once(server.listen(0, "127.0.0.1"), "listening");
      const base = "http://127.0.0.1:" + server.address().port;
      await Promise.all(Array.from({ length: 100 }, (_, id) => fetch(base + "/" + id).then((answer) => answer.text())));
      server.closeAllConnections();
      server.close();`);

    const inputs = new Map(opik.traces.map(({ id, input }) => [id, input]));
    expect(inputs.size).toBe(100);
    expect(new Set([...inputs.values()].map((input) => JSON.stringify(input))).size).toBe(100);
    expect(opik.spans).toHaveLength(100);
    for (const { trace_id, input } of opik.spans) expect(input).toEqual(inputs.get(trace_id));
  });
});

describe("the project's config file", () => {
  const CONFIG = `{ opik: { projectName: "from the file" }, attribution: { tenantId: "acme" } }`;

  it.each([
    { file: "langchain-opik.config.js", text: `module.exports = ${CONFIG};` },
    { file: "langchain-opik.config.mjs", text: `await null;\nexport default ${CONFIG};` },
    {
      file: "langchain-opik.config.ts",
      text: `const config: object = ${CONFIG};\nexport default config;`,
      byTsx: true,
    },
    {
      file: "langchain-opik.config.yaml",
      text: `opik: { projectName: from the file }\nattribution: { tenantId: acme }`,
    },
  ])("$file is read before the first run", async ({ file, text, byTsx = false }) => {
    const opik = await startOpik();
    project.write(file, text);
    onTestFinished(() => {
      rmSync(join(project.folder, file));
    });
    project.write("main.mjs", RUN_ONCE);

    const printed = await project.runNode("main.mjs", {
      flags: [...(byTsx ? ["--import", "tsx"] : []), ...PRELOAD],
      environment: { OPIK_URL_OVERRIDE: opik.url },
    });

    expect(printed).toBe("");
    expect(opik.traces).toMatchObject([{ project_name: "from the file", tags: ["tenant:acme"] }]);
  });

  it("a config file with code is not run for a program elsewhere, unless the environment names its full path", async () => {
    const opik = await startOpik();
    const clone = join(project.folder, "..", "clone");
    mkdirSync(clone);
    onTestFinished(() => {
      rmSync(clone, { recursive: true });
    });
    writeFileSync(join(clone, "langchain-opik.config.mjs"), `export default ${CONFIG};`);
    project.write(
      "main.mjs",
      `process.chdir(process.env.CLONE);\nawait import("langchain-opik/register");\n${RUN_ONCE}`,
    );
    const environment = { OPIK_URL_OVERRIDE: opik.url, CLONE: clone };

    const printed = await project.runNode("main.mjs", { environment });
    expect(printed).toMatch(
      /^langchain-opik: langchain-opik\.config\.mjs is ignored: it holds code, and the program .*$/,
    );
    expect(opik.traces).toMatchObject([{ project_name: "Default Project" }]);

    const named = { ...environment, OPIK_LANGCHAIN_CONFIG: join(clone, "langchain-opik.config.mjs") };
    expect(await project.runNode("main.mjs", { environment: named })).toBe("");
    expect(opik.traces).toMatchObject([{ project_name: "Default Project" }, { project_name: "from the file" }]);
  });

  it("a config file with code that the program can't wait for is ignored with one warning", async () => {
    const opik = await startOpik();
    const file = join(project.folder, "late.mjs");
    project.write("late.mjs", `export default ${CONFIG};`);
    project.write("main.mjs", RUN_ONCE);

    const printed = await project.runNode("main.mjs", {
      flags: ["--require", "langchain-opik/register"],
      environment: { OPIK_URL_OVERRIDE: opik.url, OPIK_LANGCHAIN_CONFIG: file },
    });

    expect(printed).toMatch(/^langchain-opik: .*late\.mjs is ignored: a file with code is read by the import of .*$/);
    expect(opik.traces).toHaveLength(1);
  });
});
