import { holdingProcess } from "../../../runtime/hold-process.js";
import type { StyledLine } from "../../../terminal/styled-line.js";
import type { CommandResult } from "../../command-result.js";
import { projectSources } from "../../project/project-settings.js";
import { checkLines, closingLines, openingLines } from "./examination-lines.js";
import { examine } from "./examine.js";

export interface DoctorOptions {
  readonly folder: string;
  /** Shows what was found so far: a silent network takes its time. */
  readonly show: (lines: readonly StyledLine[]) => void;
}

/** `langchain-opik doctor`: says whether traces arrive, and if not, why. */
export async function doctorCommand({ folder, show }: DoctorOptions): Promise<CommandResult> {
  const examination = await holdingProcess(() =>
    examine(folder, projectSources(folder), {
      began: (project) => {
        show(openingLines(project, folder));
      },
      found: (check) => {
        show(checkLines(check));
      },
    }),
  );
  return { exitCode: examination.arrives ? 0 : 1, lines: closingLines(examination), json: examination };
}
