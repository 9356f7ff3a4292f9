import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { IS_FULL_MATRIX } from "../../support/environment.js";
import { hostPackage } from "../hosts.js";
import { nodeVersions } from "../node-versions.js";
import { createRegisterProject, type RegisterProject } from "./register-project.js";
import { startOpik } from "./start-opik.js";
import { EVAL_DEVTOOLS, FILE_DEVTOOLS } from "./webpack-devtools.js";

const PROGRAM = `
  import { RunnableLambda } from "@langchain/core/runnables";
  void RunnableLambda.from(() => "done").withConfig({ runName: "bundled" }).invoke("go");`;

const BUILD = `
  const [compiler, mode, devtool, format] = process.argv.slice(2);
  const loaded = require(compiler);
  loaded.init?.();
  const { webpack } = loaded;
  const isModule = format === "mjs";
  const modules = { module: true, chunkFormat: "module", library: { type: "module" } };
  const output = { path: __dirname, filename: "server." + format, ...(isModule ? modules : {}) };
  const options = {
    mode, output, context: __dirname, entry: "./server-source.mjs", target: "node20",
    devtool: devtool === "false" ? false : devtool, experiments: { outputModule: isModule },
    // The minifier of Next.js is not part of its webpack.
    optimization: { minimize: mode === "production" && loaded.init === undefined },
  };
  webpack(options, (error, stats) => {
    if (error ?? stats.hasErrors()) throw error ?? new Error(stats.toString());
  });`;

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

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  project.install("webpack", hostPackage("webpack"));
  project.install("next", hostPackage("next", "next-15"));
  project.write("server-source.mjs", PROGRAM);
  project.write("webpack-build.cjs", BUILD);
}, 120_000);
afterAll(() => {
  project.remove();
});

const STARTS = nodeVersions().flatMap(({ path }) => ["--import", "--require"].map((flag) => ({ node: path, flag })));

describe.each(IS_FULL_MATRIX ? everyBuild() : RISKS)(
  "a $format bundle of $compiler in $mode with the devtool $devtool",
  ({ compiler, mode, devtool, format }) => {
    it("runs and is traced with each Node.js, by --import and by --require", { timeout: 180_000 }, async () => {
      const opik = await startOpik();
      const environment = { OPIK_URL_OVERRIDE: opik.url };
      await project.runNode("webpack-build.cjs", { args: [compiler, mode, devtool, format] });

      for (const { node, flag } of STARTS) {
        const flags = [flag, "langchain-opik/register"];
        expect(await project.runNode(`server.${format}`, { node, flags, environment })).toBe("");
      }

      expect(opik.traces.map(({ name }) => name)).toEqual(STARTS.map(() => "bundled"));
    });
  },
);
