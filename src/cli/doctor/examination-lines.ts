import { piece, type StyledLine, type Tone } from "../styled-line.js";
import { plainText } from "../terminal-text.js";
import type { Check } from "./check.js";
import type { Examination } from "./examine.js";

const SIGNS: Readonly<Record<Check["status"], { readonly sign: string; readonly tone: Tone }>> = {
  ok: { sign: "ok", tone: "green" },
  warning: { sign: "warning", tone: "yellow" },
  failed: { sign: "failed", tone: "red" },
  skipped: { sign: "skipped", tone: "dim" },
};
const SIGN_CELLS = "skipped".length;

/** The examination for a person. */
export function examinationLines({ arrives, settings, packages, checks }: Examination): readonly StyledLine[] {
  return [
    heading("Settings"),
    ...settings.map(({ option, value, source }) => [
      piece(`  ${option} = ${plainText(value)}`),
      piece(`  (${source})`, "dim"),
    ]),
    heading("Packages"),
    ...packages.map(({ name, version, folder }) => [piece(`  ${name} ${version}`), piece(`  ${folder}`, "dim")]),
    heading("Checks"),
    ...checks.flatMap(checkLines),
    [],
    arrives ? [piece("Traces arrive.", "green")] : [piece("Traces would not arrive.", "red")],
  ];
}

function heading(text: string): StyledLine {
  return [piece(text, "bold")];
}

function checkLines(check: Check): readonly StyledLine[] {
  const { sign, tone } = SIGNS[check.status];
  const found: StyledLine = [
    piece(`  ${sign.padEnd(SIGN_CELLS)}`, tone),
    piece(`  ${check.name}: ${plainText(check.detail)}`),
  ];
  return "advice" in check ? [found, [piece(`  ${"".padEnd(SIGN_CELLS)}  ${plainText(check.advice)}`)]] : [found];
}
