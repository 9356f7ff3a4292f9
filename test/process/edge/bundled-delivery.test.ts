import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { startForwardProxy } from "../../support/opik-server/forward-proxy.js";
import { hostPackage } from "../hosts.js";
import { createRegisterProject, type RegisterProject } from "../register/register-project.js";
import { startOpik } from "../register/start-opik.js";

const RUN = `RunnableLambda.from(() => "done").withConfig({ runName: "bundled" }).invoke("go"`;
const PROGRAMS = {
  "by-handler.js": `
    import { RunnableLambda } from "@langchain/core/runnables";
    import { OpikCallbackHandler } from "langchain-opik";
    void ${RUN}, { callbacks: [new OpikCallbackHandler()] });`,
  "by-line.js": `
    import "langchain-opik/register";
    import { RunnableLambda } from "@langchain/core/runnables";
    void ${RUN});`,
};

/** The webpack that Next.js brings is older than 5.100, from which on it knows the names that Node's modules export. */
const WEBPACK_BUILD = `
  const { webpack } = require("next/dist/compiled/webpack/webpack");
  const [entry, filename] = process.argv.slice(2);
  const output = { path: __dirname, filename };
  const optimization = { minimize: false };
  webpack({ mode: "production", target: "node20", entry: "./" + entry, output, optimization }, (error, stats) => {
    if (error ?? stats.hasErrors()) throw error ?? new Error(stats.toString());
  });`;

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  project.install("next", hostPackage("next"));
  project.write("webpack-build.cjs", WEBPACK_BUILD);
  for (const [file, text] of Object.entries(PROGRAMS)) project.write(file, text);
}, 120_000);
afterAll(() => {
  project.remove();
});

const byEsbuild = async (program: string, into: string, options: BuildOptions) => {
  const [entryPoints, outfile] = [[join(project.folder, program)], join(project.folder, into)];
  await build({ entryPoints, outfile, bundle: true, platform: "node", logLevel: "silent", ...options });
};

const BUNDLERS = [
  {
    bundler: "the webpack of Next.js",
    file: "webpack.cjs",
    bundle: async (program: string, into: string) => {
      await project.runNode("webpack-build.cjs", { args: [program, into] });
    },
  },
  {
    bundler: "esbuild as CommonJS",
    file: "esbuild.cjs",
    bundle: (program: string, into: string) => byEsbuild(program, into, { format: "cjs" }),
  },
  {
    bundler: "esbuild as an ES module",
    file: "esbuild.mjs",
    bundle: (program: string, into: string) => byEsbuild(program, into, { format: "esm" }),
  },
  {
    bundler: "esbuild, told of other conditions than `module`,",
    file: "conditions.mjs",
    bundle: (program: string, into: string) => byEsbuild(program, into, { format: "esm", conditions: ["production"] }),
  },
];
const CASES = BUNDLERS.flatMap((bundler) => Object.keys(PROGRAMS).map((program) => ({ ...bundler, program })));

it.each(CASES)("$program bundled by $bundler delivers, even through a proxy", async ({ program, file, bundle }) => {
  const [opik, proxy] = await Promise.all([startOpik(), startForwardProxy()]);
  onTestFinished(() => proxy.close());
  await bundle(program, file);

  const direct = await project.runNode(file, { environment: { OPIK_URL_OVERRIDE: opik.url } });
  const environment = { OPIK_URL_OVERRIDE: opik.url, HTTP_PROXY: proxy.url };
  const proxied = await project.runNode(file, { environment });

  expect([direct, proxied]).toEqual(["", ""]);
  expect(opik.traces.map(({ name }) => name)).toEqual(["bundled", "bundled"]);
  expect(proxy.requests).toEqual([`POST ${opik.url}/v1/private/traces/batch`]);
});
