import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";
import { inject } from "vitest";

const SOURCES = resolve(import.meta.dirname, "../../../src");

/** The command's main file, built by the first test that asks: to translate the sources at each start takes a second. */
export function builtCommand(): string {
  const folder = join(inject("runFolder"), "command");
  if (!existsSync(folder)) build(folder);
  return join(folder, "main.js");
}

function build(folder: string): void {
  const outdir = mkdtempSync(`${folder}-`);
  buildSync({
    entryPoints: { main: `${SOURCES}/cli/main.ts`, "pglite-worker": `${SOURCES}/store/db/pglite-worker.js` },
    ...{
      outdir,
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "node",
      target: "node20",
      packages: "external",
    },
  });
  try {
    renameSync(outdir, folder);
  } catch {
    // A test in another process was quicker.
    rmSync(outdir, { recursive: true });
  }
}
