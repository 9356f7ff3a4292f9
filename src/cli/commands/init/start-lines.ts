import { piece, type StyledLine } from "../../../terminal/styled-line.js";
import { usesNext } from "../../project/project-files.js";
import { START_BY_ENVIRONMENT } from "../register-url.js";
import type { SettingsHome } from "./settings-home.js";

/** How a program of the project is started so that its runs are traced. */
export function startLines(folder: string, home: SettingsHome): readonly StyledLine[] {
  if (usesNext(folder)) {
    return [
      [piece("To trace every run, in instrumentation.ts:")],
      [piece("  export async function register() {")],
      [piece('    if (process.env.NEXT_RUNTIME === "nodejs") await import("langchain-opik/register");')],
      [piece("  }")],
    ];
  }
  const envFile = home.kind === "env-file" ? `--env-file=${home.name} ` : "";
  return [
    [piece("To trace every run of a program, start it so:")],
    [piece(`  node ${envFile}--import langchain-opik/register app.js`)],
    [piece("Where another command starts it, with the settings in the environment:")],
    [piece(`  ${START_BY_ENVIRONMENT}`)],
  ];
}
