import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";

/** Runs every example in a process of its own, one after the other; fails when one of them does. */
const NO_EXAMPLES = ["offline.ts", "offline-model.ts", "offline-opik.ts", "run-all.ts"];

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && !NO_EXAMPLES.includes(file))
  .map((file) => file.replace(/\.ts$/, ""));
const outdir = temporaryFolder();
try {
  // Translated together: to translate the sources for each example takes longer than the examples do.
  await build({
    entryPoints: names.map((name) => join(import.meta.dirname, `${name}.ts`)),
    outdir,
    ...{ bundle: true, splitting: true, format: "esm", platform: "node", target: "node20", packages: "external" },
  });
  for (const name of names) await runExample(name);
} finally {
  rmSync(outdir, { recursive: true });
}
console.log(`\n${names.length} examples were run.`);

/** Programs in it find the packages of this repository. */
function temporaryFolder(): string {
  const cache = resolve(import.meta.dirname, "../node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(join(cache, "examples-"));
}

async function runExample(name: string): Promise<void> {
  console.log(`\n── ${name}.ts\n`);
  const child = spawn(process.execPath, [join(outdir, `${name}.js`)], { stdio: "inherit" });
  const exitCode = await new Promise((ended) => child.once("exit", ended));
  if (exitCode === 0) return;
  console.log(`${name}.ts ended with exit code ${String(exitCode)}.`);
  process.exitCode = 1;
}
