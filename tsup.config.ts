import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig, type Options } from "tsup";
import { build as buildForBrowsers } from "vite";

const shared: Options = {
  target: "node20",
  sourcemap: false,
  // Deno and edge runtimes know Node's modules by this name only.
  removeNodeProtocol: false,
  // Otherwise every entry keeps bare imports of externals that it does not use.
  treeshake: { moduleSideEffects: "no-external" },
};

/** What people import by name. */
const publicDoors = {
  index: "src/index.ts",
  chains: "src/chains/index.ts",
  opik: "src/opik/index.ts",
  store: "src/store/index.ts",
  testing: "src/testing/index.ts",
  "testing/jest": "src/testing/jest.ts",
  "testing/vitest": "src/testing/vitest.ts",
};

/**
 * The declarations of each door, as the compiler wrote them (tsconfig.declarations.json). To let this make them of the
 * sources takes eight times as long.
 */
const declarations = Object.fromEntries(
  Object.entries({ ...publicDoors, register: "src/register.ts" }).map(([door, source]) => [
    door,
    source.replace(/^src\/(.+)[.]ts$/, ".declarations/$1.d.ts"),
  ]),
);

/**
 * The doors whose import has an effect: each kind of loading needs its own, and all of them load what activates late. One
 * file each, because a program that is not traced is to pay for no second one.
 */
const registerDoor: Options = {
  ...shared,
  external: ["follow-loading", "activate"].flatMap((name) => [`./activation/${name}.js`, `./activation/${name}.cjs`]),
  splitting: false,
};

/** Takes `name.edge.ts` in place of `name.ts`: what runtimes without Node's modules have instead. */
const edgeRuntime: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "edge-runtime",
  setup(build) {
    build.onResolve({ filter: /^\..*\.js$/ }, ({ resolveDir, path }) => {
      const edgeFile = resolve(resolveDir, path.replace(/js$/, "edge.ts"));
      return existsSync(edgeFile) ? { path: edgeFile } : undefined;
    });
  },
};

/** CommonJS has no chunks: without this each entry would hold the store, and load Node's modules for it at once. */
const storeApart: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "store-apart",
  setup(build) {
    build.onResolve({ filter: /\/open-trace-store\.js$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "langchain-opik/store", external: true } : undefined,
    );
  },
};

const LATE_PACKAGE =
  /\bimport\((["'](?:cockatiel|@pydantic\/genai-prices|proxy-from-env|node:[a-z]+|@langchain\/core\/[a-z/]+)["'])\)/g;

/** Has CommonJS require what it loads late: Jest runs CommonJS where `import()` does not work. */
const requireLate: NonNullable<Options["plugins"]>[number] = {
  name: "require-late",
  renderChunk(code) {
    if (this.format !== "cjs") return undefined;
    return { code: code.replace(LATE_PACKAGE, "Promise.resolve().then(() => require($1))") };
  },
};

/** The page of the command `ui` is a program for browsers, which Vite builds. */
async function buildPage(outDir: string): Promise<void> {
  await buildForBrowsers({
    configFile: resolve("vite.page.config.ts"),
    build: { outDir: resolve(outDir, "viewer/page") },
  });
}

export default defineConfig(({ outDir = "dist" }) => [
  {
    ...shared,
    entry: {
      ...publicDoors,
      "activation/follow-loading": "src/activation/follow-loading.ts",
      "activation/activate": "src/activation/activate.ts",
    },
    format: ["esm", "cjs"],
    esbuildPlugins: [storeApart],
    plugins: [requireLate],
    dts: { entry: declarations },
    clean: true,
  },
  {
    ...registerDoor,
    entry: { register: "src/register.ts", "register-bundled": "src/register-bundled.ts" },
    format: ["esm"],
  },
  { ...registerDoor, entry: { register: "src/register-by-require.ts" }, format: ["cjs"] },
  // The thread of the embedded database: a file of its own for both formats.
  { ...shared, entry: { "pglite-worker": "src/store/db/pglite-worker.js" }, format: ["esm"] },
  // The thread that sends when a process exits. It starts in a moment that counts: one file, loaded without waiting.
  {
    ...shared,
    entry: { "exit-worker": "src/delivery/process/exits/exit-worker.ts" },
    format: ["cjs"],
    splitting: false,
    esbuildPlugins: [storeApart],
    plugins: [requireLate],
  },
  { ...shared, entry: { "index.edge": "src/index.ts" }, format: ["esm"], esbuildPlugins: [edgeRuntime] },
  // The command, which loads what it runs late.
  {
    ...shared,
    entry: { "cli/main": "src/cli/main.ts" },
    format: ["esm"],
    onSuccess: () => buildPage(outDir),
  },
]);
