import { renameSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type RecordingOpikServer, startRecordingOpikServer } from "../support/recording-opik-server.js";
import { createRegisterProject, type RegisterProject } from "./register-project.js";

const PRELOAD = ["--import", "langchain-opik/register"];

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
}, 120_000);
afterAll(() => {
  project.remove();
});

async function runTraced(text: string): Promise<RecordingOpikServer> {
  const opik = await startRecordingOpikServer();
  onTestFinished(() => opik.close());
  project.write("main.mjs", `import { RunnableLambda } from "@langchain/core/runnables";\n${text}`);
  const printed = await project.runNode("main.mjs", { flags: PRELOAD, environment: { OPIK_URL_OVERRIDE: opik.url } });
  expect(printed).toBe("");
  return opik;
}

describe("the handler of the environment", () => {
  it("leaves a run alone that is given a handler of its own", async () => {
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

  it("keeps a run in the trace of its parents when the run alone has a handler of its own", async () => {
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

  it("keeps the tags and metadata of a run without handlers", async () => {
    const opik = await runTraced(
      `await RunnableLambda.from(() => "done").invoke("go", { tags: ["beta"], metadata: { customer: 7 } });`,
    );

    expect(opik.traces[0]).toMatchObject({ tags: ["beta"], metadata: { customer: 7 } });
  });

  it("gives each of 100 requests at once a trace of its own", async () => {
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

/** Prints how long the import took and which LangChain and Opik files it loaded. */
const MEASURE = `
  import { createRequire } from "node:module";
  import { Session } from "node:inspector";
  const startedAt = performance.now();
  await import("langchain-opik/register");
  const tookMs = performance.now() - startedAt;
  const loaded = new Set(Object.keys(createRequire(import.meta.url).cache));
  const session = new Session();
  session.connect();
  session.on("Debugger.scriptParsed", ({ params }) => loaded.add(params.url));
  session.post("Debugger.enable");
  const heavy = [...loaded].filter((file) => /@langchain|node_modules\\/opik\\/|activate|cockatiel/.test(file));
  console.log(JSON.stringify({ tookMs, heavyFiles: heavy.length }));`;

async function measure(environment: Readonly<Record<string, string>>): Promise<{ tookMs: number; heavyFiles: number }> {
  project.write("measure.mjs", MEASURE);
  const told: unknown = JSON.parse(await project.runNode("measure.mjs", { environment }));
  if (typeof told !== "object" || told === null || !("tookMs" in told && "heavyFiles" in told))
    throw new Error("silent");
  return { tookMs: Number(told.tookMs), heavyFiles: Number(told.heavyFiles) };
}

describe("switched off", () => {
  it("loads nothing of LangChain or Opik, and switched on it does", async () => {
    const off = await measure({});
    const on = await measure({ OPIK_LANGCHAIN_TRACING: "true" });

    process.stdout.write(`register, import: off ${off.tookMs.toFixed(1)} ms, on ${on.tookMs.toFixed(1)} ms\n`);
    expect(off.heavyFiles).toBe(0);
    expect(on.heavyFiles).toBeGreaterThan(0);
  });

  it.each([
    { by: "OPIK_TRACK_DISABLE", environment: { OPIK_TRACK_DISABLE: "true" } },
    { by: "OPIK_LANGCHAIN_TRACING", environment: { OPIK_LANGCHAIN_TRACING: "false" } },
  ])("by $by it loads nothing although a key is set", async ({ environment }) => {
    expect((await measure({ OPIK_API_KEY: "key", ...environment })).heavyFiles).toBe(0);
  });
});

describe("a program without LangChain", () => {
  it.each([["--import"], ["--require"]])("hears nothing with %s, but in the debug log", async (flag) => {
    const core = join(project.folder, "node_modules", "@langchain");
    renameSync(core, `${core}-away`);
    onTestFinished(() => {
      renameSync(`${core}-away`, core);
    });
    project.write("plain.cjs", "console.log('ran');");
    const flags = [flag, "langchain-opik/register"];

    const quiet = await project.runNode("plain.cjs", { flags, environment: { OPIK_API_KEY: "key" } });
    const debug = { OPIK_API_KEY: "key", OPIK_LOG_LEVEL: "DEBUG" };
    const told = await project.runNode("plain.cjs", { flags, environment: debug });

    expect(quiet).toBe("ran");
    expect(told).toMatch(/tracing could not be switched on: .*@langchain\/core/);
  });
});

it("a server that is bundled with everything is traced by the import line in it", async () => {
  const opik = await startRecordingOpikServer();
  onTestFinished(() => opik.close());
  project.write(
    "server.ts",
    `import "langchain-opik/register";
     import { RunnableLambda } from "@langchain/core/runnables";
     void RunnableLambda.from(() => "done").withConfig({ runName: "bundled" }).invoke("go");`,
  );
  await build({
    entryPoints: [join(project.folder, "server.ts")],
    outfile: join(project.folder, "server.cjs"),
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    logLevel: "silent",
  });

  const printed = await project.runNode("server.cjs", { environment: { OPIK_URL_OVERRIDE: opik.url } });

  expect(printed).toBe("");
  expect(opik.traces.map(({ name }) => name)).toEqual(["bundled"]);
});

it("a bundle without it is traced by --import", async () => {
  const opik = await startRecordingOpikServer();
  onTestFinished(() => opik.close());
  project.write(
    "plain.ts",
    `import { RunnableLambda } from "@langchain/core/runnables";
     void RunnableLambda.from(() => "done").withConfig({ runName: "bundled" }).invoke("go");`,
  );
  await build({
    entryPoints: [join(project.folder, "plain.ts")],
    outfile: join(project.folder, "plain.mjs"),
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    logLevel: "silent",
  });

  await project.runNode("plain.mjs", { flags: PRELOAD, environment: { OPIK_URL_OVERRIDE: opik.url } });

  expect(opik.traces.map(({ name }) => name)).toEqual(["bundled"]);
});
