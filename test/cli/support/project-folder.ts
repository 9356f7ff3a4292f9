import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A sample project in a folder that goes away with the test. */
export function projectFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "langchain-opik-project-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The files of a project with this version of LangChain's core. */
export function installedCore(version: string, below = ""): Readonly<Record<string, string>> {
  return {
    [`${below}node_modules/@langchain/core/package.json`]: JSON.stringify({ name: "@langchain/core", version }),
  };
}
