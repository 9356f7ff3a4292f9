import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { IS_FULL_MATRIX } from "../../support/environment.js";
import { hostPackage } from "../hosts.js";
import { createRegisterProject, type RegisterProject } from "./register-project.js";
import { ServerProgram } from "./server-program.js";
import { startOpik } from "./start-opik.js";

const NEXT = "node_modules/next/dist/bin/next";

interface Cell {
  readonly version: 14 | 15 | 16;
  readonly mode: "dev" | "build";
  readonly bundler: "webpack" | "turbopack";
  /** The flag is the URL of register, and external packages are those that Next.js leaves to Node.js. */
  readonly by: "instrumentation" | "flag" | "instrumentation and external packages";
}

/** The last test of this file is the build of Next.js 16 with Turbopack. */
const RISKS: readonly Cell[] = [
  { version: 14, mode: "build", bundler: "webpack", by: "instrumentation" },
  { version: 15, mode: "dev", bundler: "webpack", by: "instrumentation" },
  { version: 16, mode: "dev", bundler: "turbopack", by: "instrumentation" },
];

/** Next.js 14 has Turbopack only as a preview. */
function everyCell(): readonly Cell[] {
  const ways = ["instrumentation", "flag", "instrumentation and external packages"] as const;
  const hosts = ([14, 15, 16] as const).flatMap((version) =>
    (version === 14 ? (["webpack"] as const) : (["webpack", "turbopack"] as const)).map((bundler) => ({
      version,
      bundler,
    })),
  );
  return hosts.flatMap((host) =>
    (["dev", "build"] as const).flatMap((mode) => ways.map((by) => ({ ...host, mode, by }))),
  );
}

/** What chooses the bundler where it is not the usual one. */
function bundlerFlags({ version, bundler }: Cell): readonly string[] {
  if (version === 16) return bundler === "webpack" ? ["--webpack"] : [];
  return bundler === "turbopack" ? ["--turbopack"] : [];
}

const EXTERNAL = `["langchain-opik", "@langchain/core"]`;

function config({ version, by }: Cell): string {
  const isExternal = by === "instrumentation and external packages";
  const external = isExternal ? EXTERNAL : "[]";
  // The packages of this project are links to where they are installed.
  return version === 14
    ? `export default { experimental: { instrumentationHook: true, serverComponentsExternalPackages: ${external} } };`
    : `export default { serverExternalPackages: ${external}, turbopack: { root: "/" } };`;
}

const INSTRUMENTATION = `export async function register() {
  if (process.env.NEXT_RUNTIME === "nodejs") await import("langchain-opik/register");
}`;

/** Each answers with the name of its run. */
const route = (runName: string, firstLine = "") => `${firstLine}
  import { RunnableLambda } from "@langchain/core/runnables";
  export const dynamic = "force-dynamic";
  export async function GET() {
    return Response.json(await RunnableLambda.from(() => "${runName}").withConfig({ runName: "${runName}" }).invoke("go"));
  }`;

const FILES = {
  "package.json": `{ "type": "module" }`,
  "app/layout.js": "export default function Layout({ children }) { return children; }",
  "app/run/route.js": route("route"),
  "app/registered/route.js": route("route with the import line", `import "langchain-opik/register";`),
  "app/flushed/route.js": `import { RunnableLambda } from "@langchain/core/runnables";
    import { flushTraces } from "langchain-opik";
    import { after } from "next/server";
    export async function GET() {
      after(() => flushTraces());
      return Response.json(await RunnableLambda.from(() => "done").withConfig({ runName: "flushed" }).invoke("go"));
    }`,
};

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
}, 120_000);
afterAll(() => {
  project.remove();
});

function writeApp(cell: Cell): void {
  const packages = ["next", "react", "react-dom"];
  for (const name of [".next", "app", "instrumentation.js", ...packages.map((name) => `node_modules/${name}`)]) {
    rmSync(join(project.folder, name), { recursive: true, force: true });
  }
  const version = cell.version === 16 ? undefined : (`next-${cell.version}` as const);
  for (const name of packages) project.install(name, hostPackage(name, version));
  project.write("next.config.mjs", config(cell));
  for (const [file, text] of Object.entries(FILES)) {
    if (file !== "app/flushed/route.js" || cell.version === 16) project.write(file, text);
  }
  if (cell.by !== "flag") project.write("instrumentation.js", INSTRUMENTATION);
}

type Variables = Readonly<Record<string, string>>;

interface StartedNext {
  readonly server: ServerProgram;
  readonly url: string;
}

async function startNext(cell: Cell, environment: Variables): Promise<StartedNext> {
  const flag: Variables = cell.by === "flag" ? { NODE_OPTIONS: `--import ${await registerUrl()}` } : {};
  const variables = { NEXT_TELEMETRY_DISABLED: "1", ...flag, ...environment };
  if (cell.mode === "build") {
    await project.runNode(NEXT, { args: ["build", ...bundlerFlags(cell)], environment: { ...variables, ...OFF } });
  }
  const args = cell.mode === "build" ? ["start"] : ["dev", ...bundlerFlags(cell)];
  const program = [NEXT, ...args, "--port", "0"];
  const server = new ServerProgram({ program, folder: project.folder, environment: variables });
  onTestFinished(() => server.stop());
  return { server, url: await server.listening(/http:\/\/localhost:(\d+)/) };
}

/** What a build runs is not what the test looks at. */
const OFF: Variables = { OPIK_LANGCHAIN_TRACING: "false" };

function registerUrl(): Promise<string> {
  return project.runNode("node_modules/langchain-opik/dist/cli/main.js", { args: ["register-url"] });
}

async function answerOf(address: string): Promise<string> {
  const response = await fetch(address);
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  return text;
}

describe.each(IS_FULL_MATRIX ? everyCell() : RISKS)("Next.js $version, $mode with $bundler, by $by", (cell) => {
  it("Next.js traces each run of a route once, even where a route has the import line", {
    timeout: 300_000,
  }, async () => {
    const opik = await startOpik();
    writeApp(cell);
    const { url } = await startNext(cell, { OPIK_URL_OVERRIDE: opik.url });

    const answers = [await answerOf(`${url}/run`), await answerOf(`${url}/registered`), await answerOf(`${url}/run`)];
    if (cell.mode === "dev") {
      project.write("app/run/route.js", route("changed"));
      while (!answers.includes(`"changed"`)) answers.push(await answerOf(`${url}/run`));
    }

    await opik.waitFor({ traces: answers.length });
    expect(opik.traces.map(({ name }) => JSON.stringify(name)).sort()).toEqual(answers.sort());
  });
});

it("a Next.js route can flush after its answer, and an edge route with LangChain causes a warning", {
  timeout: 180_000,
}, async () => {
  const opik = await startOpik();
  const cell = { version: 16, mode: "build", bundler: "turbopack", by: "instrumentation" } as const;
  writeApp(cell);
  project.write("app/edge/route.js", route("edge", `export const runtime = "edge";`));
  project.write("app/plain/route.js", `export const runtime = "edge"; export const GET = () => new Response("plain");`);
  const { server, url } = await startNext(cell, { OPIK_URL_OVERRIDE: opik.url, OPIK_LANGCHAIN_MAX_WAIT_MS: "600000" });

  await answerOf(`${url}/flushed`);

  await opik.waitFor({ traces: 1 });
  expect(opik.traces).toMatchObject([{ name: "flushed" }]);
  const told = await server.printing(/langchain-opik: .* edge runtime: give the LangChain runs of (\S+) an Opik/);
  expect(told).toBe("/edge/route");
});
