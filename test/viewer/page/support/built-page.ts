import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "vite";

const REPOSITORY = resolve(import.meta.dirname, "../../../..");

/** Builds the page as `npm run build` does, into a folder of its own. */
export async function buildPage(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), "page-"));
  await build({ logLevel: "error", configFile: join(REPOSITORY, "vite.page.config.ts"), build: { outDir } });
  return outDir;
}
