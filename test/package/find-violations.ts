import { cruise, type ICruiseOptions } from "dependency-cruiser";
import { LATE, LAYER_RULES, MAIN_ENTRY_RULES } from "./direction-rules.js";

/** Every import below `folder`/src that a rule forbids, as `rule: from -> to`. */
export async function findViolations(folder: string): Promise<readonly string[]> {
  const shared: ICruiseOptions = {
    baseDir: folder,
    validate: true,
    doNotFollow: { path: "node_modules" },
    // Type imports count too. Which they are the imports themselves say, so that nothing need be compiled.
    tsPreCompilationDeps: true,
  };
  const layers = await violationsOf("src", { ...shared, ruleSet: { forbidden: LAYER_RULES } });
  const mainEntry = await violationsOf("src/index.ts", {
    ...shared,
    // What is reached late is cruised all the same, unless it is not followed.
    doNotFollow: { path: ["node_modules", LATE] },
    exclude: { dynamic: true },
    ruleSet: { forbidden: MAIN_ENTRY_RULES },
  });
  return [...layers, ...mainEntry];
}

async function violationsOf(start: string, options: ICruiseOptions): Promise<string[]> {
  const { output } = await cruise([start], options);
  if (typeof output === "string") throw new Error(`dependency-cruiser answered with text: ${output}`);
  if (output.summary.totalCruised === 0) throw new Error(`dependency-cruiser found nothing in ${start}`);
  return output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
}
