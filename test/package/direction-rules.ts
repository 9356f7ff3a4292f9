import type { IRegularForbiddenRuleType } from "dependency-cruiser";

/**
 * What each folder of src may import of ours besides itself and `host`, which is what the runtime gives; a folder that
 * is not named may import everything.
 */
const ALLOWED_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  records: [],
  messages: ["records"],
  settings: ["messages"],
  resilience: [],
  host: [],
  tracing: ["records"],
  handlers: ["tracing", "messages", "records", "settings"],
  activation: ["handlers", "records", "settings"],
  manual: ["handlers", "records", "settings"],
  chains: ["manual", "handlers", "records", "resilience"],
  opik: ["manual", "handlers", "tracing", "records", "settings"],
  delivery: ["messages", "records", "settings", "resilience"],
  store: ["messages", "records", "settings", "resilience"],
  viewer: ["store", "records"],
  testing: ["handlers", "records", "settings"],
};

/** The files of handlers that connect them to delivery and to the store. */
const COMPOSITION = "^src/handlers/((delivery|store)-sink|open-store(.edge)?)[.]ts$";

/** Too heavy for the main entry; reached through an own subpath export or a dynamic import. */
const HEAVY = "(^|node_modules/)(opik|pg|@electric-sql/pglite)(/|$)";

/** What runs a user's tests: only the doors that extend it may name it. */
const TEST_RUNNERS = "(^|node_modules/)(vitest|jest|expect|@jest/[^/]+)(/|$)";

/** Loads much, and is reached by a dynamic import alone. */
export const LATE = "^src/store/";

/** Directions that hold for every import, type imports and dynamic ones included. */
export const LAYER_RULES: IRegularForbiddenRuleType[] = [
  ...Object.entries(ALLOWED_FOLDERS).map(([folder, allowed]) => layerRule(folder, allowed)),
  forbid(
    "composition",
    { path: COMPOSITION },
    { path: "^src/", pathNot: within(["handlers", "delivery", "store", "records", "settings", "messages", "host"]) },
  ),
  forbid("public-door", {}, { path: "^src/index[.]ts$" }),
  forbid("no-test-runner", { path: "^src/", pathNot: "^src/testing/(vitest|jest)[.]ts$" }, { path: TEST_RUNNERS }),
  forbid("no-cycles", {}, { circular: true }),
  forbid("no-heavy-types", { path: "^src/", pathNot: "^src/opik/" }, { path: HEAVY, preCompilationOnly: true }),
];

/** Directions for what `src/index.ts` loads at once: the cruise that checks them leaves dynamic imports out. */
export const MAIN_ENTRY_RULES: IRegularForbiddenRuleType[] = [
  forbid("light-main-entry", { path: "^src/" }, { path: [HEAVY, LATE] }),
  forbid("no-static-node-modules", { path: "^src/" }, { dependencyTypes: ["core"], preCompilationOnly: false }),
];

function layerRule(folder: string, allowed: readonly string[]): IRegularForbiddenRuleType {
  const from = { path: `^src/${folder}/`, pathNot: COMPOSITION };
  return forbid(`${folder}-layer`, from, { path: "^src/", pathNot: within([folder, "host", ...allowed]) });
}

function within(folders: readonly string[]): string {
  return `^src/(${folders.join("|")})/`;
}

function forbid(
  name: string,
  from: IRegularForbiddenRuleType["from"],
  to: IRegularForbiddenRuleType["to"],
): IRegularForbiddenRuleType {
  return { name, severity: "error", from, to };
}
