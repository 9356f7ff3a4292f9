import { processEnvironment } from "../../settings/environment.js";
import type { CommandResult } from "../command-result.js";
import { projectEnvironment } from "./env-files.js";
import { examinationLines } from "./examination-lines.js";
import { examine } from "./examine.js";

const LONG_MS = 60_000;

/** `langchain-opik doctor`: says whether traces arrive, and if not, why. */
export async function doctorCommand(projectFolder: string): Promise<CommandResult> {
  // The delivery's connections never hold a process, so the command has to hold its own.
  const hold = setInterval(() => undefined, LONG_MS);
  try {
    const examination = await examine(projectFolder, projectEnvironment(projectFolder, processEnvironment()));
    return { exitCode: examination.arrives ? 0 : 1, lines: examinationLines(examination), json: examination };
  } finally {
    clearInterval(hold);
  }
}
