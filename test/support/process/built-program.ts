import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { onTestFinished } from "vitest";

/**
 * A TypeScript program as one JavaScript file, for tests that start it so often that translating it each time would
 * take most of their time.
 */
export async function buildProgram(program: URL): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), "langchain-opik-program-"));
  onTestFinished(() => {
    rmSync(outDir, { recursive: true, force: true });
  });
  await build({
    configFile: false,
    logLevel: "error",
    build: {
      ssr: fileURLToPath(program),
      outDir,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: "program.mjs" } },
    },
  });
  return join(outDir, "program.mjs");
}
