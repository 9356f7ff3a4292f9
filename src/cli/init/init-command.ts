import { writeFileSync } from "node:fs";
import { processEnvironment } from "../../settings/environment.js";
import { readOpikConfigFile } from "../../settings/opik-config-file.js";
import type { CommandResult } from "../command-result.js";
import { piece, type StyledLine } from "../styled-line.js";
import { type FileChange, type InitPlan, missingOptions, planInit } from "./init-plan.js";
import { checkInitValues, type InitValues } from "./init-values.js";
import { addedLines, planLines } from "./plan-lines.js";
import { findSettingsHome } from "./settings-home.js";

export interface InitOptions extends InitValues {
  readonly folder: string;
  readonly dryRun: boolean;
  /** Writes without asking. */
  readonly yes: boolean;
  /** Whether a person sits at a terminal and may be asked. */
  readonly mayAsk: boolean;
  /** Shows the change before anything is asked or written. */
  readonly show: (lines: readonly StyledLine[]) => void;
}

/** Only the owner may read a file that holds a key. */
const NEW_FILE_MODE = 0o600;

/** `langchain-opik init`: puts Opik's settings where the project keeps its own. */
export async function initCommand(options: InitOptions): Promise<CommandResult> {
  const { folder, mayAsk } = options;
  const home = findSettingsHome(folder, readOpikConfigFile(processEnvironment()));
  const checked = checkInitValues(options);
  if (!checked.ok) return refused(`${checked.allowed}.`);
  const missing = missingOptions(folder, home);
  const asks = mayAsk ? await import("./ask-values.js") : undefined;
  const values = asks === undefined ? checked.value : await asks.askValues(missing, checked.value);
  if (values === undefined) return refused("Nothing was written.");
  const isOpen = missing.includes("apiKey") && missing.includes("apiUrl");
  if (isOpen && values.apiKey === undefined && values.apiUrl === undefined) {
    return refused("Name the server: --api-key for Opik Cloud, or --api-url for a server of your own.");
  }
  const plan = planInit(folder, home, values);
  options.show(planLines(plan, values.apiKey));
  if (plan.changes.length === 0) return finished(plan, values, "Nothing to do: the settings are there.");
  if (options.dryRun) return finished(plan, values, "Nothing was written (--dry-run).");
  const isAgreed = options.yes || (await asks?.askConsent()) === true;
  if (!isAgreed) return refused("Nothing was written. Without a terminal, --yes writes it.");
  for (const change of plan.changes) write(change);
  return finished(plan, values, "Written. Next: `npx langchain-opik doctor` says whether traces arrive.");
}

function write({ path, after }: FileChange): void {
  // An existing file keeps its own mode.
  writeFileSync(path, after, path.endsWith(".gitignore") ? {} : { mode: NEW_FILE_MODE });
}

function refused(reason: string): CommandResult {
  return { exitCode: 1, lines: [[piece(reason, "red")]], json: { error: reason } };
}

function finished({ changes, kept }: InitPlan, { apiKey }: InitValues, message: string): CommandResult {
  const shown = changes.map((change) => ({ path: change.path, added: addedLines(change, apiKey) }));
  return { exitCode: 0, lines: [[piece(message)]], json: { changes: shown, kept, message } };
}
