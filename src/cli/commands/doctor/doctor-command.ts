import { keepProcessAlive } from "../../../runtime/keep-process-alive.js";
import type { StyledLine } from "../../../terminal/styled-line.js";
import type { CommandResult } from "../../command-result.js";
import { projectSources } from "../../project/project-settings.js";
import { checkLines, closingLines, openingLines } from "./report-lines.js";
import { runChecks } from "./run-checks.js";

export interface DoctorOptions {
  readonly folder: string;
  /** Shows what was found so far: a silent network takes time. */
  readonly show: (lines: readonly StyledLine[]) => void;
}

/** `langchain-opik doctor`: reports whether traces arrive, and if not, why. */
export async function doctorCommand({ folder, show }: DoctorOptions): Promise<CommandResult> {
  const report = await keepProcessAlive(() =>
    runChecks(folder, projectSources(folder), {
      onStart: (project) => {
        show(openingLines(project, folder));
      },
      onResult: (check) => {
        show(checkLines(check));
      },
    }),
  );
  return { exitCode: report.arrives ? 0 : 1, lines: closingLines(report), json: report };
}
