import { join } from "node:path";
import { expect } from "vitest";
import type { Check } from "../../../src/cli/commands/doctor/check.js";
import type { Examination } from "../../../src/cli/commands/doctor/examine.js";
import { installedCore, projectFolder } from "./project-folder.js";
import { KEY, runCommand } from "./run-command.js";

interface ExaminedRun {
  readonly exitCode: number | null;
  readonly examination: Examination;
  readonly failures: readonly Check[];
}

/** What `doctor --json` finds out about a project. The key is never printed. */
export async function examineProject(
  env: Readonly<Record<string, string>>,
  folder = projectFolder(installedCore("1.2.13")),
): Promise<ExaminedRun> {
  const output = await runCommand(["doctor", "--json"], {
    folder,
    env: {
      OPIK_API_KEY: KEY,
      OPIK_LANGCHAIN_REQUEST_TIMEOUT_MS: "2000",
      OPIK_LANGCHAIN_SPOOL_DIR: join(folder, "spool"),
      ...env,
    },
  });
  expect(output.stderr).toBe("");
  expect(output.stdout).not.toContain(KEY);
  const examination = JSON.parse(output.stdout) as Examination;
  const failures = examination.checks.filter(({ status }) => status === "failed");
  return { exitCode: output.exitCode, examination, failures };
}
