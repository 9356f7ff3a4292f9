import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { BARE_ENVIRONMENT, PACKED_PACKAGE } from "../support/environment.js";

const run = promisify(execFile);
const REPOSITORY = resolve(import.meta.dirname, "../..");

type Environment = Readonly<Record<string, string>>;

/** The package in a project that installed it and what it requires. */
export interface PackedPackage {
  readonly project: string;
  /** Runs a script in the project, in a process of its own; resolves with what it printed. */
  runScript(fileName: string, text: string, environment?: Environment): Promise<string>;
  remove(): void;
}

/** Resolves with the tarball's path: of the package that is packed already, or else of one that this packs in `folder`. */
export async function packPackage(folder: string): Promise<string> {
  return PACKED_PACKAGE ?? pack(await build(folder));
}

/** Puts the tarball into an empty project, without any network. */
export async function installTarball(tarball: string): Promise<PackedPackage> {
  const folder = mkdtempSync(join(tmpdir(), "packed-"));
  const project = join(folder, "project");
  await extract(tarball, join(project, "node_modules", "langchain-opik"));
  linkDependencies(project);
  linkCommand(project);
  return {
    project,
    runScript: (fileName, text, environment = {}) => runScript(project, fileName, text, environment),
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

/** Builds into a folder of its own, so that a `dist` that somebody works with stays as it is. */
async function build(folder: string): Promise<string> {
  const source = join(folder, "source");
  mkdirSync(source);
  cpSync(join(REPOSITORY, "package.json"), join(source, "package.json"));
  const flags = ["--silent", "--out-dir", join(source, "dist")];
  await run("npm", ["run", "--silent", "build", "--", ...flags], { cwd: REPOSITORY });
  return source;
}

async function pack(source: string): Promise<string> {
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--offline", "--silent"], { cwd: source });
  return join(source, stdout.trim());
}

async function extract(tarball: string, target: string): Promise<void> {
  mkdirSync(target, { recursive: true });
  await run("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"]);
}

/** As npm does with what stands in `bin`. */
function linkCommand(project: string): void {
  const folder = join(project, "node_modules", ".bin");
  mkdirSync(folder);
  symlinkSync(join("..", "langchain-opik", "dist", "cli", "main.js"), join(folder, "langchain-opik"));
}

function linkDependencies(project: string): void {
  const manifest: unknown = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8"));
  for (const name of ["@langchain/core", ...dependencyNames(manifest)]) {
    const link = join(project, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(REPOSITORY, "node_modules", name), link);
  }
}

function dependencyNames(manifest: unknown): string[] {
  if (typeof manifest !== "object" || manifest === null || !("dependencies" in manifest)) return [];
  const { dependencies } = manifest;
  return typeof dependencies === "object" && dependencies !== null ? Object.keys(dependencies) : [];
}

async function runScript(project: string, fileName: string, text: string, environment: Environment): Promise<string> {
  writeFileSync(join(project, fileName), text);
  // The test runner's own NODE_OPTIONS must not reach the child.
  const env = {
    ...BARE_ENVIRONMENT,
    OPIK_CONFIG_PATH: join(project, "missing"),
    OPIK_LANGCHAIN_SPOOL_DIR: join(project, "spool"),
    // A busy machine is no slow server.
    OPIK_LANGCHAIN_EXIT_TIMEOUT_MS: "20000",
    ...environment,
  };
  const { stdout } = await run(process.execPath, [fileName], { cwd: project, env });
  return stdout.trim();
}
