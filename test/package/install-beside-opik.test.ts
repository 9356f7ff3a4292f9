import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";

const run = promisify(execFile);
const MANIFEST = resolve(import.meta.dirname, "../../package.json");

/** What npm would install beside this package, by its registry; only the versions are found out. */
async function npmInstall(beside: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "install-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  cpSync(MANIFEST, join(folder, "package.json"));
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--silent"], { cwd: folder });
  writeFileSync(join(folder, "package.json"), `{ "private": true }`);
  const flags = ["--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"];
  await run("npm", ["install", ...flags, `./${stdout.trim()}`, "@langchain/core", ...beside], { cwd: folder });
  return readFileSync(join(folder, "package-lock.json"), "utf8");
}

it.each([
  { version: "1.11.8", beside: ["opik@1.11.8", "opik-langchain@1.11.8"] },
  { version: "2.0.40", beside: ["opik@2.0.40"] },
])("npm installs the package beside opik $version", { timeout: 180_000 }, async ({ version, beside }) => {
  const lock: unknown = JSON.parse(await npmInstall(beside));

  expect(lock).toMatchObject({
    packages: { "node_modules/opik": { version }, "node_modules/langchain-opik": {} },
  });
});
