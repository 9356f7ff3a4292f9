import { existsSync } from "node:fs";
import { join } from "node:path";
import { asText } from "../../../records/json/json-object.js";
import { copiedLine, piece, type StyledLine } from "../../../terminal/styled-line.js";
import { type PackageManager, packageManagerOf, runScript } from "../../project/package-manager.js";
import { readManifest, scriptsOf, usesNext } from "../../project/project-files.js";
import { startByEnvironment } from "../register-url.js";
import type { SettingsHome } from "./settings-home.js";
import { tracedScript } from "./traced-script.js";

/** How a program of the project is started so that its runs are traced; the command itself is the last line. */
export function startLines(folder: string, home: SettingsHome): readonly StyledLine[] {
  const manager = packageManagerOf(folder);
  const texts = usesNext(folder)
    ? nextLines(folder, manager)
    : programLines(folder, manager, home.kind === "env-file" ? home.name : undefined);
  return texts.map((text) => (text.startsWith("  ") ? copiedLine(text) : [piece(text)]));
}

function nextLines(folder: string, manager: PackageManager): readonly string[] {
  const place = ["app", "pages"].some((name) => existsSync(join(folder, "src", name))) ? "src/" : "";
  return [
    `To trace every run, in ${place}instrumentation.ts:`,
    "  export async function register() {",
    '    if (process.env.NEXT_RUNTIME === "nodejs") await import("langchain-opik/register");',
    "  }",
    "Then start it:",
    `  ${runScript(manager, mainScript(folder)?.name ?? "dev")}`,
  ];
}

function programLines(folder: string, manager: PackageManager, envFile: string | undefined): readonly string[] {
  const script = mainScript(folder);
  if (script === undefined)
    return ["To trace every run, start it like this:", `  ${fileCommand(folder, manager, envFile)}`];
  const run = runScript(manager, script.name);
  const traced = tracedScript(script.line, envFile);
  switch (traced.kind) {
    case "traced":
      return [`The script "${script.name}" traces every run:`, `  ${run}`];
    case "program": {
      const before = traced.binary === "installed" ? `${manager.exec} ` : "";
      return [`To trace every run of "${script.name}", start it like this:`, `  ${before}${traced.line}`];
    }
    case "part":
      return [
        `To trace every run of "${script.name}", in package.json:`,
        `  "${script.name}": ${JSON.stringify(traced.line)}`,
        "Then start it:",
        `  ${run}`,
      ];
    case "other":
      return otherCommandLines(startByEnvironment(manager.exec, run), envFile);
  }
}

/** A program that another command starts gets no flags, and Node reads `--env-file` from no variable. */
function otherCommandLines(command: string, envFile: string | undefined): readonly string[] {
  if (envFile === undefined) return ["To trace every run, start it like this:", `  ${command}`];
  return [
    `To trace every run, start it like this; the first part puts ${envFile} into the environment:`,
    `  (set -a; . ./${envFile}; ${command})`,
  ];
}

interface Script {
  readonly name: string;
  readonly line: string;
}

const USUAL_SCRIPTS = ["dev", "start", "develop", "serve"];

/** The script with which people start the program. */
function mainScript(folder: string): Script | undefined {
  const scripts = scriptsOf(folder);
  for (const name of USUAL_SCRIPTS) {
    const line = asText(scripts[name]);
    if (line !== undefined && line.trim() !== "") return { name, line };
  }
  return undefined;
}

const NAMES = ["index", "main", "app", "server", "agent"];
const TYPESCRIPT = NAMES.flatMap((name) => [`src/${name}.ts`, `${name}.ts`]);
const JAVASCRIPT = NAMES.flatMap((name) => [`src/${name}.js`, `${name}.js`, `${name}.mjs`]);

function fileCommand(folder: string, manager: PackageManager, envFile: string | undefined): string {
  const main = asText(readManifest(folder)["main"]);
  const file = [main, ...TYPESCRIPT, ...JAVASCRIPT].find((name) => name && existsSync(join(folder, name)));
  const traced = tracedScript(`${programFor(file, manager)} ${file ?? "app.js"}`, envFile);
  if (traced.kind !== "program") return `node --import langchain-opik/register ${file ?? "app.js"}`;
  return traced.binary === "installed" ? `${manager.exec} ${traced.line}` : traced.line;
}

function programFor(file: string | undefined, { name }: PackageManager): "bun" | "tsx" | "node" {
  if (name === "bun") return "bun";
  return file !== undefined && /\.[cm]?tsx?$/.test(file) ? "tsx" : "node";
}
