import { join } from "node:path";
import { expect } from "vitest";
import type { NamedCheckResult } from "../../../src/cli/commands/doctor/check.js";
import type { DoctorReport } from "../../../src/cli/commands/doctor/run-checks.js";
import { installedCore, projectFolder } from "./project-folder.js";
import { KEY, runCommand } from "./run-command.js";

interface DoctorRun {
  readonly exitCode: number | null;
  readonly report: DoctorReport;
  readonly failures: readonly NamedCheckResult[];
}

/** What `doctor --json` finds out about a project. The key is never printed. */
export async function runDoctor(
  env: Readonly<Record<string, string>>,
  folder = projectFolder(installedCore("1.2.13")),
): Promise<DoctorRun> {
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
  const report = JSON.parse(output.stdout) as DoctorReport;
  const failures = report.checks.filter(({ status }) => status === "failed");
  return { exitCode: output.exitCode, report, failures };
}
