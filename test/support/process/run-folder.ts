import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder of this run of all tests. Programs in it find the packages of this repository. */
    runFolder: string;
  }
}

const CACHE = resolve(import.meta.dirname, "../../../node_modules/.cache/langchain-opik-tests");

/** Vitest calls this before the first test, and what it returns after the last. */
export function setup({ provide }: TestProject): () => void {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, "run-"));
  provide("runFolder", folder);
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}
