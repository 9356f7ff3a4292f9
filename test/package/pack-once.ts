import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { packPackage } from "./packed-package.js";

declare module "vitest" {
  interface ProvidedContext {
    /** The path of the packed package. */
    packedPackage: string;
  }
}

/** Builds and packs the package before the first test that wants it. */
export async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "packed-once-"));
  provide("packedPackage", await packPackage(folder));
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}
