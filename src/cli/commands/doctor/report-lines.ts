import { relative } from "node:path";
import { plainText } from "../../../records/plain-text.js";
import { piece, type StyledLine, type Tone } from "../../../terminal/styled-line.js";
import type { NamedCheckResult } from "./check.js";
import type { InstalledPackage } from "./installed-packages.js";
import type { CheckedProject, DoctorReport } from "./run-checks.js";

const SIGNS: Readonly<Record<NamedCheckResult["status"], { readonly sign: string; readonly tone: Tone }>> = {
  ok: { sign: "ok", tone: "green" },
  warning: { sign: "warning", tone: "yellow" },
  failed: { sign: "failed", tone: "red" },
  skipped: { sign: "skipped", tone: "dim" },
};
const SIGN_CELLS = "skipped".length;

/** What will be checked, for a person. */
export function openingLines({ versions, settings, packages }: CheckedProject, folder: string): readonly StyledLine[] {
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

/** The folder of a package is of interest only if there are several copies. */
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

/** One result; skipped checks are listed at the end, in one line. */
export function checkLines(check: NamedCheckResult): readonly StyledLine[] {
  if (check.status === "skipped") return [];
  const found = resultLine(check.status, `${check.name}: ${plainText(check.detail)}`);
  return "advice" in check ? [found, [piece(`  ${"".padEnd(SIGN_CELLS)}  ${plainText(check.advice)}`)]] : [found];
}

/** The skipped checks, a line for each reason, and whether traces arrive. */
export function closingLines({ arrives, checks }: DoctorReport): readonly StyledLine[] {
  const skipped = checks.filter(({ status }) => status === "skipped");
  const reasons = [...new Set(skipped.map(({ detail }) => detail))];
  const namesOf = (reason: string) => skipped.filter(({ detail }) => detail === reason).map(({ name }) => name);
  return [
    ...reasons.map((reason) => resultLine("skipped", `${namesOf(reason).join(", ")}: ${reason}`)),
    [],
    arrives ? [piece("Traces arrive.", "green")] : [piece("Traces would not arrive.", "red")],
  ];
}

function resultLine(status: NamedCheckResult["status"], text: string): StyledLine {
  const { sign, tone } = SIGNS[status];
  return [piece(`  ${sign.padEnd(SIGN_CELLS)}`, tone), piece(`  ${text}`)];
}
