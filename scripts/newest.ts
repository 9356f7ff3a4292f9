import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/**
 * Runs the traced scenarios on the newest published LangChain: a copy of this repository is installed with the newest
 * version of each package of LangChain's that this Node.js can run, the set is printed, and the tests run in the copy.
 * Arguments go to Vitest in place of the folders below.
 */
const SCENARIOS = ["test/handlers", "test/tracing", "test/chains", "test/instrumentation", "test/opik"];
/** LangSmith's version is what the others ask for. */
const OF_LANGCHAIN = /^(@langchain\/.+|langchain|deepagents)$/;

const REPOSITORY = resolve(import.meta.dirname, "..");
const NODE_MAJOR = Number(process.versions.node.split(".")[0]);

interface Manifest {
  readonly devDependencies: Readonly<Record<string, string>>;
}

const copy = mkdtempSync(join(tmpdir(), "langchain-opik-newest-"));
try {
  copyRepository();
  installNewest();
  const tests = process.argv.length > 2 ? process.argv.slice(2) : SCENARIOS;
  process.exitCode = spawnSync("npx", ["vitest", "run", ...tests], { cwd: copy, stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

function copyRepository(): void {
  const files = execFileSync("git", ["ls-files", "-z"], { cwd: REPOSITORY, encoding: "utf8" });
  for (const file of files.split("\0").filter((name) => name !== "")) {
    cpSync(join(REPOSITORY, file), join(copy, file), { recursive: true });
  }
}

function installNewest(): void {
  const file = join(copy, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  const newest = Object.entries(manifest.devDependencies)
    .filter(([name]) => OF_LANGCHAIN.test(name))
    .map(([name, version]) => [name, newestOf(name, version)] as const);
  const devDependencies = { ...manifest.devDependencies, ...Object.fromEntries(newest) };
  writeFileSync(file, JSON.stringify({ ...manifest, devDependencies }));
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: copy, stdio: "inherit" });
}

/** The newest version that this Node.js can run; the repository's own where that needs a newer Node.js. */
function newestOf(name: string, current: string): string {
  const answer = execFileSync("npm", ["view", name, "version", "engines", "--json"], { encoding: "utf8" });
  const published = JSON.parse(answer) as string | { readonly version: string; readonly engines: { node?: string } };
  // Where a package names no engines, its version stands alone.
  const { version, engines } = typeof published === "string" ? { version: published } : published;
  const neededMajor = Number(/>=\s*(\d+)/.exec(engines?.node ?? "")?.[1] ?? 0);
  const runs = neededMajor <= NODE_MAJOR;
  const note = runs ? "" : ` (${version} needs Node.js ${neededMajor})`;
  const chosen = runs ? version : current;
  process.stdout.write(`${name} ${chosen}${chosen === current ? "" : `, here ${current}`}${note}\n`);
  return chosen;
}
