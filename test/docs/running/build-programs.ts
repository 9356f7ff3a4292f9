import { join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import type { PageProgram } from "../page-programs.js";

const REPOSITORY = resolve(import.meta.dirname, "../../..");
const PLATFORMS = join(import.meta.dirname, "platforms.ts");

/** What belongs to a platform or a test runner: programs of the pages get it from `platforms.ts`. */
const OF_PLATFORMS = /^(@vercel\/functions|next\/server|@google-cloud\/functions-framework|vitest|@jest\/globals)$/;

/** The doors of this package, as its users name them. */
const DOORS: Readonly<Record<string, string>> = {
  "langchain-opik": "index.ts",
  "langchain-opik/chains": "chains/index.ts",
  "langchain-opik/opik": "opik/index.ts",
  "langchain-opik/store": "store/index.ts",
  "langchain-opik/testing": "testing/index.ts",
  "langchain-opik/testing/vitest": "testing/vitest.ts",
};

/** What a test looks at, where a program has it at its top. */
const LOOKED_AT = ["handler", "server", "store"];

/** What a module exports. */
export type Exported = Readonly<Record<string, unknown>>;

export interface BuiltPrograms {
  /** Runs a program, by its name. */
  readonly run: (name: string) => Promise<Exported>;
  /** `platforms.ts`, as the programs have it. */
  readonly platforms: Exported;
}

/** Translates all programs together, into one folder: to translate the sources for each takes longer than to run it. */
export async function buildPrograms(programs: readonly PageProgram[], outdir: string): Promise<BuiltPrograms> {
  const fileOf = new Map(programs.map(({ name }) => [name, name.replaceAll(/[^\w]/g, "-")]));
  await build({
    absWorkingDir: REPOSITORY,
    entryPoints: [
      ...programs.map(({ name }) => ({ in: `page:${name}`, out: fileOf.get(name) ?? "" })),
      { in: PLATFORMS, out: "platforms" },
      { in: "src/store/db/pglite-worker.js", out: "pglite-worker" },
    ],
    plugins: [pages(programs)],
    ...{ outdir, bundle: true, splitting: true, format: "esm", platform: "node", target: "node20" },
    packages: "external",
  });
  return {
    run: (name) => exportsOf(join(outdir, `${fileOf.get(name) ?? ""}.js`)),
    platforms: await exportsOf(join(outdir, "platforms.js")),
  };
}

async function exportsOf(path: string): Promise<Exported> {
  return Object.fromEntries(Object.entries((await import(path)) as object));
}

function pages(programs: readonly PageProgram[]): Plugin {
  const codeOf = new Map(programs.map(({ name, code }) => [name, code]));
  return {
    name: "pages",
    setup(build) {
      build.onResolve({ filter: /^page:/ }, ({ path }) => ({ path: path.replace("page:", ""), namespace: "page" }));
      build.onResolve({ filter: OF_PLATFORMS }, ({ namespace }) =>
        namespace === "page" ? { path: PLATFORMS } : undefined,
      );
      build.onResolve({ filter: /^langchain-opik/ }, ({ path }) => {
        const door = DOORS[path];
        return door === undefined ? undefined : { path: join(REPOSITORY, "src", door) };
      });
      build.onLoad({ filter: /./, namespace: "page" }, ({ path }) => ({
        contents: withExports(codeOf.get(path) ?? ""),
        loader: "ts",
        resolveDir: REPOSITORY,
      }));
    },
  };
}

function withExports(code: string): string {
  const names = LOOKED_AT.filter((name) => new RegExp(`^ *const ${name} =`, "m").test(code));
  return `${code}\nexport { ${names.join(", ")} };\n`;
}
