import { execFile } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { installPacked } from "../../package/install-packed.js";
import { BARE_ENVIRONMENT } from "../../support/environment.js";

const run = promisify(execFile);
const REPOSITORY = resolve(import.meta.dirname, "../../..");

interface NodeRun {
  readonly node?: string;
  /** What stands before the program's file. */
  readonly flags?: readonly string[];
  /** What stands after it. */
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A program's folder with this package installed, in which other packages can be installed and programs be run. */
export interface RegisterProject {
  readonly folder: string;
  /** Makes a package one of the project; unless another folder is given, that of this repository's `node_modules`. */
  install(name: string, from?: string): void;
  write(file: string, text: string): void;
  /** Runs a program to its end; resolves with what it printed on both outputs. */
  runNode(file: string, options?: NodeRun): Promise<string>;
  remove(): void;
}

export async function createRegisterProject(): Promise<RegisterProject> {
  const installed = await installPacked();
  const folder = installed.project;
  return {
    folder,
    remove: () => {
      installed.remove();
    },
    install: (name, from = repositoryPackage(name)) => {
      const link = join(folder, "node_modules", name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(from, link);
    },
    write: (file, text) => {
      const path = join(folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    },
    runNode: (file, options) => runNode(folder, file, options),
  };
}

/** The folder of a package that this repository has installed. */
export function repositoryPackage(name: string): string {
  return join(REPOSITORY, "node_modules", name);
}

async function runNode(folder: string, file: string, options: NodeRun = {}): Promise<string> {
  const { node = process.execPath, flags = [], args = [], environment = {} } = options;
  // Nothing of the test runner's own environment may reach the program.
  const env = {
    ...BARE_ENVIRONMENT,
    OPIK_CONFIG_PATH: join(folder, "missing"),
    OPIK_LANGCHAIN_SPOOL_DIR: join(folder, "spool"),
    // A busy machine is no slow server.
    OPIK_LANGCHAIN_EXIT_TIMEOUT_MS: "20000",
    ...environment,
  };
  const { stdout, stderr } = await run(node, [...flags, file, ...args], { cwd: folder, env });
  return (stdout + stderr).trim();
}
