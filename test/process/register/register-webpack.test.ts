import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { IS_FULL_MATRIX } from "../../support/environment.js";
import { startRecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";
import { hostPackage } from "../hosts.js";
import { createRegisterProject, type RegisterProject } from "./register-project.js";
import { RUN_ALL, STARTS } from "./run-all.js";
import { EVAL_DEVTOOLS, FILE_DEVTOOLS } from "./webpack-devtools.js";

const program = (runName: string) => `
  import { RunnableLambda } from "@langchain/core/runnables";
  void RunnableLambda.from(() => "done").withConfig({ runName: "${runName}" }).invoke("go");`;

/** Makes one bundle after the other: to start a compiler takes as long as what it then does. */
const BUILD_ALL = `
  const builds = require("./builds.json");
  for (const compiler of new Set(builds.map(({ compiler }) => compiler))) {
    const loaded = require(compiler);
    loaded.init?.();
    const options = builds.filter((one) => one.compiler === compiler).map(({ name, mode, devtool, format }) => {
      const isModule = format === "mjs";
      const modules = { module: true, chunkFormat: "module", library: { type: "module" } };
      const output = { path: __dirname, filename: name + "." + format, ...(isModule ? modules : {}) };
      return {
        mode, output, context: __dirname, entry: "./" + name + "-source.mjs", target: "node20",
        devtool: devtool === "false" ? false : devtool, experiments: { outputModule: isModule },
        // The minifier of Next.js is not part of its webpack.
        optimization: { minimize: mode === "production" && loaded.init === undefined },
      };
    });
    options.parallelism = 1;
    loaded.webpack(options, (error, stats) => {
      if (error ?? stats.hasErrors()) throw error ?? new Error(stats.toString());
    });
  }`;

interface Build {
  readonly compiler: "webpack" | "next/dist/compiled/webpack/webpack";
  readonly mode: "development" | "production";
  readonly devtool: string;
  readonly format: "cjs" | "mjs";
}

const LATEST = { compiler: "webpack", mode: "development", format: "cjs" } as const;

/** Without a devtool nothing is quoted, but all is minified. */
const RISKS: readonly Build[] = [
  { ...LATEST, devtool: "eval" },
  { ...LATEST, devtool: "eval-source-map" },
  { ...LATEST, devtool: "eval-nosources-cheap-module-source-map" },
  { ...LATEST, devtool: "eval", format: "mjs" },
  { ...LATEST, devtool: "eval", compiler: "next/dist/compiled/webpack/webpack" },
  { ...LATEST, devtool: "source-map" },
  { ...LATEST, devtool: "false", mode: "production" },
];

function everyBuild(): readonly Build[] {
  const compilers = ["webpack", "next/dist/compiled/webpack/webpack"] as const;
  const builds = compilers.flatMap((compiler) =>
    (["development", "production"] as const).flatMap((mode) =>
      (["cjs", "mjs"] as const).map((format) => ({ compiler, mode, format })),
    ),
  );
  return builds.flatMap((one) => [...EVAL_DEVTOOLS, ...FILE_DEVTOOLS].map((devtool) => ({ ...one, devtool })));
}

const BUILDS = (IS_FULL_MATRIX ? everyBuild() : RISKS).map((build, index) => ({ ...build, name: `bundle-${index}` }));

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  project.install("webpack", hostPackage("webpack"));
  project.install("next", hostPackage("next", "next-15"));
  for (const { name } of BUILDS) project.write(`${name}-source.mjs`, program(name));
  for (const { file, text } of Object.values(RUN_ALL)) project.write(file, text);
  project.write("builds.json", JSON.stringify(BUILDS));
  project.write("build-all.cjs", BUILD_ALL);
  await project.runNode("build-all.cjs");
}, 1_800_000);
afterAll(() => {
  project.remove();
});

describe.each(STARTS)("on Node.js $version with $flag", ({ node, flag }) => {
  let printed: string;
  let traces: readonly string[];
  beforeAll(async () => {
    const opik = await startRecordingOpikServer();
    printed = await project.runNode(RUN_ALL[flag].file, {
      node,
      flags: [flag, "langchain-opik/register"],
      args: BUILDS.map(({ name, format }) => `${name}.${format}`),
      environment: { OPIK_URL_OVERRIDE: opik.url },
    });
    traces = opik.traces.map((trace) => trace.name);
    await opik.close();
  });

  it.each(BUILDS)("a $format bundle of $compiler in $mode with the devtool $devtool is traced once", ({ name }) => {
    expect(traces.filter((one) => one === name)).toEqual([name]);
  });

  it("all webpack bundles run as they do without us, and nothing else is traced", () => {
    expect(printed).toBe("");
    expect(traces).toHaveLength(BUILDS.length);
  });
});
