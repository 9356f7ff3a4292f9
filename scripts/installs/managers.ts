import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A way to install packages, and to start a program with what was installed. */
export interface Manager {
  readonly name: string;
  /** Files that set it up, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly install: readonly string[];
  /** Before the program's file. */
  readonly node: readonly string[];
  /** What the program is started with besides, once all is installed. */
  readonly flags?: (folder: string) => readonly string[];
}

/** Fetched by npm where the machine has none: the versions that people have. */
const PNPM = ["npx", "--yes", "pnpm@10"];
const CLASSIC = ["npx", "--yes", "yarn@1.22.22"];
const BERRY = ["npx", "--yes", "@yarnpkg/cli-dist@4.9.1"];
const BUN = ["npx", "--yes", "bun@1.3.3"];

const IN_NODE_MODULES = "nodeLinker: node-modules\nenableImmutableInstalls: false\nenableTelemetry: false\n";
const PLUG_AND_PLAY = "nodeLinker: pnp\nenableImmutableInstalls: false\nenableTelemetry: false\n";

export const MANAGERS: readonly Manager[] = [
  { name: "npm", files: {}, install: ["npm", "install", "--no-audit", "--no-fund"], node: [process.execPath] },
  {
    name: "pnpm",
    files: { ".npmrc": "strict-peer-dependencies=true\nauto-install-peers=false\n" },
    install: [...PNPM, "install", "--no-frozen-lockfile"],
    node: [process.execPath],
  },
  { name: "yarn 1", files: {}, install: [...CLASSIC, "install", "--non-interactive"], node: [process.execPath] },
  {
    name: "yarn 4",
    files: { ".yarnrc.yml": IN_NODE_MODULES, "yarn.lock": "" },
    install: [...BERRY, "install"],
    node: [process.execPath],
  },
  {
    name: "yarn 4 pnp",
    files: { ".yarnrc.yml": PLUG_AND_PLAY, "yarn.lock": "" },
    install: [...BERRY, "install"],
    node: [process.execPath],
    flags: (folder) => ["--require", join(folder, ".pnp.cjs"), ...loaderOf(folder)],
  },
  { name: "bun", files: {}, install: [...BUN, "install"], node: BUN },
];

function loaderOf(folder: string): readonly string[] {
  const loader = join(folder, ".pnp.loader.mjs");
  return existsSync(loader) ? ["--experimental-loader", `file://${loader}`] : [];
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
