import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { inject } from "vitest";

const REPOSITORY = resolve(import.meta.dirname, "../../..");

/**
 * A TypeScript program as JavaScript, built by the first test of a run that asks for it: to translate the sources at
 * each start takes a second. It finds the packages of this repository.
 */
export function onceBuilt(program: URL): string {
  const source = fileURLToPath(program);
  const name = createHash("sha256").update(source).digest("hex").slice(0, 16);
  const folder = join(inject("runFolder"), name);
  if (!existsSync(folder)) build(source, folder);
  return join(folder, "main.js");
}

function build(source: string, folder: string): void {
  const outdir = mkdtempSync(`${folder}-`);
  buildSync({
    absWorkingDir: REPOSITORY,
    entryPoints: { main: source, "pglite-worker": "src/store/db/pglite-worker.js" },
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
