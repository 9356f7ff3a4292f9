import { join } from "node:path";
import { build } from "esbuild";

/** Puts a program of the folder and everything that it imports into one minified file. */
export async function bundle(folder: string, program: string, into: `${string}.cjs` | `${string}.mjs`): Promise<void> {
  await build({
    entryPoints: [join(folder, program)],
    outfile: join(folder, into),
    bundle: true,
    minify: true,
    platform: "node",
    format: into.endsWith(".cjs") ? "cjs" : "esm",
    logLevel: "silent",
  });
}
