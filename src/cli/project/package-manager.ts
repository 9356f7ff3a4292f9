import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { asText } from "../../records/json/json-object.js";
import { type Environment, processEnvironment, readVariable } from "../../settings/environment.js";
import { readManifest } from "./project-files.js";

const NAMES = ["npm", "pnpm", "yarn", "bun"] as const;
type ManagerName = (typeof NAMES)[number];

/** How the package manager of a project is called. */
export interface PackageManager {
  readonly name: ManagerName;
  /** The words before the name of an installed command. */
  readonly exec: string;
  /** The words before the name of a package. */
  readonly add: string;
}

const MANAGERS: Readonly<Record<ManagerName, PackageManager>> = {
  npm: { name: "npm", exec: "npx", add: "npm install" },
  pnpm: { name: "pnpm", exec: "pnpm exec", add: "pnpm add" },
  yarn: { name: "yarn", exec: "yarn", add: "yarn add" },
  bun: { name: "bun", exec: "bunx", add: "bun add" },
};

/** npm has a shorter form for this one script. */
export function runScript({ name }: PackageManager, script: string): string {
  return name === "npm" && script === "start" ? "npm start" : `${name} run ${script}`;
}

const LOCK_FILES: readonly (readonly [string, ManagerName])[] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
];

/** As the project, or its workspace, says; else the package manager that started this command. */
export function packageManagerOf(folder: string, env: Environment = processEnvironment()): PackageManager {
  const name = namedIn(folder) ?? nameIn(readVariable(env, "npm_config_user_agent")) ?? "npm";
  return MANAGERS[name];
}

function namedIn(folder: string): ManagerName | undefined {
  const named = nameIn(asText(readManifest(folder)["packageManager"]));
  const locked = LOCK_FILES.find(([file]) => existsSync(join(folder, file)))?.[1];
  const parent = dirname(folder);
  // A folder above a repository does not belong to its workspace.
  const isTop = parent === folder || existsSync(join(folder, ".git"));
  return named ?? locked ?? (isTop ? undefined : namedIn(parent));
}

/** Such as pnpm in `pnpm@9.1.0` and in `pnpm/9.1.0 npm/? node/v22.4.0`. */
function nameIn(text: string | undefined): ManagerName | undefined {
  const word = /^[a-z]+/.exec(text ?? "")?.[0];
  return NAMES.find((name) => name === word);
}
