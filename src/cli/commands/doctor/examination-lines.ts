import { relative } from "node:path";
import { plainText } from "../../../records/plain-text.js";
import { piece, type StyledLine, type Tone } from "../../../terminal/styled-line.js";
import type { Check } from "./check.js";
import type { Examination, ExaminedProject } from "./examine.js";
import type { InstalledPackage } from "./installed-packages.js";

const SIGNS: Readonly<Record<Check["status"], { readonly sign: string; readonly tone: Tone }>> = {
  ok: { sign: "ok", tone: "green" },
  warning: { sign: "warning", tone: "yellow" },
  failed: { sign: "failed", tone: "red" },
  skipped: { sign: "skipped", tone: "dim" },
};
const SIGN_CELLS = "skipped".length;

/** What is looked at, for a person. */
export function openingLines({ versions, settings, packages }: ExaminedProject, folder: string): readonly StyledLine[] {
  const own = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    [piece(own.join(", "), "dim")],
    heading("Settings"),
    ...settings.map(({ option, value, source }) => [
      piece(`  ${option} = ${plainText(value)}`),
      piece(`  (${plainText(source)})`, "dim"),
    ]),
    heading("Packages"),
    ...packages.map((one) => packageLine(one, packages, folder)),
    heading("Checks"),
  ];
}

function heading(text: string): StyledLine {
  return [piece(text, "bold")];
}

/** Where a package is says something only where there are several copies. */
function packageLine(
  { name, version, folder }: InstalledPackage,
  packages: readonly InstalledPackage[],
  projectFolder: string,
): StyledLine {
  const shown = piece(`  ${name} ${plainText(version)}`);
  if (packages.filter((one) => one.name === name).length === 1) return [shown];
  const path = relative(projectFolder, folder);
  return [shown, piece(`  ${plainText(path.startsWith("..") ? folder : path)}`, "dim")];
}

/** One finding; what was skipped is told at the end, all in one. */
export function checkLines(check: Check): readonly StyledLine[] {
  if (check.status === "skipped") return [];
  const found = findingLine(check.status, `${check.name}: ${plainText(check.detail)}`);
  return "advice" in check ? [found, [piece(`  ${"".padEnd(SIGN_CELLS)}  ${plainText(check.advice)}`)]] : [found];
}

/** What was not looked at, and the answer to the question. */
export function closingLines({ arrives, checks }: Examination): readonly StyledLine[] {
  const skipped = checks.filter(({ status }) => status === "skipped");
  const names = skipped.map(({ name }) => name).join(", ");
  return [
    ...skipped.slice(0, 1).map(({ detail }) => findingLine("skipped", `${names}: ${detail}`)),
    [],
    arrives ? [piece("Traces arrive.", "green")] : [piece("Traces would not arrive.", "red")],
  ];
}

function findingLine(status: Check["status"], text: string): StyledLine {
  const { sign, tone } = SIGNS[status];
  return [piece(`  ${sign.padEnd(SIGN_CELLS)}`, tone), piece(`  ${text}`)];
}
