import { readOpikConfigFile } from "../../../settings/files/opik-config-file.js";
import { piece, type StyledLine } from "../../../terminal/styled-line.js";
import type { CommandResult } from "../../command-result.js";
import { packageManagerOf } from "../../project/package-manager.js";
import { projectSources } from "../../project/project-settings.js";
import { driverLines } from "./driver-lines.js";
import { staleChanges, writeChange } from "./file-change.js";
import { type InitPlan, missingOptions, planInit } from "./init-plan.js";
import { checkInitValues, type InitOption, type InitValues } from "./init-values.js";
import { addedLines, planLines } from "./plan-lines.js";
import { envFileHome, findSettingsHome } from "./settings-home.js";
import { startLines } from "./start-lines.js";

export interface InitOptions extends InitValues {
  readonly folder: string;
  readonly dryRun: boolean;
  /** Writes without asking. */
  readonly yes: boolean;
  /** Whether a person is at a terminal and may be asked. */
  readonly mayAsk: boolean;
  /** Shows the change before anything is asked or written. */
  readonly show: (lines: readonly StyledLine[]) => void;
}

/** `langchain-opik init`: writes Opik's settings where the project keeps its own. */
export async function initCommand(options: InitOptions): Promise<CommandResult> {
  const checked = checkInitValues(options);
  if (!checked.ok) return refused(`${checked.allowed}.`);
  const { folder } = options;
  const { env, readProjectConfig } = projectSources(folder);
  const found = findSettingsHome(folder, readOpikConfigFile(env));
  const missing = missingOptions(folder, found, readProjectConfig(env).tree);
  const asks = options.mayAsk ? await import("./ask-values.js") : undefined;
  const values = asks === undefined ? checked.value : await asks.askValues(missing, checked.value);
  if (values === undefined) return refused("Nothing was written.");
  if (PLACES.every((option) => missing.includes(option) && values[option] === undefined)) {
    return refused(
      "Name the server: --api-key for Opik Cloud, or --api-url for a server of your own; or --store ./traces to keep traces here.",
    );
  }
  const home = values.store === undefined ? found : envFileHome(folder);
  const plan = planInit(folder, home, missing, values);
  options.show(planLines(plan, values));
  const next = [...driverLines(folder, values.store), ...pageLines(folder, values), ...startLines(folder, home)];
  if (plan.changes.length === 0) return finished(plan, values, "Nothing to do: the settings are there already.", next);
  if (options.dryRun) return finished(plan, values, "Nothing was written (--dry-run).");
  if (!options.yes) {
    if (asks === undefined) return refused("Nothing was written. --yes writes without asking.");
    if (!(await asks.askConsent())) return refused("Nothing was written.");
  }
  return write(plan, values, [doctorLine(folder), ...next]);
}

/** Any of these says where traces go. */
const PLACES = ["apiKey", "apiUrl", "store"] as const satisfies readonly InitOption[];

function doctorLine(folder: string): StyledLine {
  return [piece(`Next: \`${packageManagerOf(folder).exec} langchain-opik doctor\` says whether traces arrive.`)];
}

/** A store has no page of its own until a command shows one. */
function pageLines(folder: string, { store }: InitValues): readonly StyledLine[] {
  if (store === undefined) return [];
  return [[piece(`\`${packageManagerOf(folder).exec} langchain-opik ui\` shows the traces on a page.`)]];
}

function write(plan: InitPlan, values: InitValues, next: readonly StyledLine[]): CommandResult {
  // The person may have taken long to agree.
  const [stale] = staleChanges(plan.changes);
  if (stale !== undefined) return refused(`Nothing was written: ${stale.path} changed meanwhile. Run init again.`);
  for (const change of plan.changes) writeChange(change);
  return finished(plan, values, "Written.", next);
}

function refused(reason: string): CommandResult {
  return { exitCode: 1, lines: [[piece(reason, "red")]], json: { error: reason } };
}

function finished(
  { changes, kept, notices }: InitPlan,
  values: InitValues,
  message: string,
  next: readonly StyledLine[] = [],
): CommandResult {
  const shown = changes.map((change) => ({ path: change.path, added: addedLines(change, values) }));
  return { exitCode: 0, lines: [[piece(message)], ...next], json: { changes: shown, kept, notices, message } };
}
