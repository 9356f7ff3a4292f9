import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { IRegularForbiddenRuleType } from "dependency-cruiser";

/**
 * What each folder of src may import of ours besides itself and `runtime`, which is what the runtime gives: the table
 * of docs/architecture.md.
 */
export const ALLOWED_FOLDERS: Readonly<Record<string, readonly string[]>> = readTable(
  readFileSync(resolve(import.meta.dirname, "../../docs/architecture.md"), "utf8"),
);

/** The one file of handlers that knows where records go. */
const COMPOSITION = "^src/handlers/handler-host[.]ts$";
/** The one file of delivery that opens a trace store. */
const STORE_DOOR = "^src/delivery/sinks/open-store([.]edge)?[.]ts$";

/** Too heavy for the main entry; reached through an own subpath export or a dynamic import. */
const HEAVY = "(^|node_modules/)(opik|pg|@electric-sql/pglite|@pydantic/genai-prices)(/|$)";

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
    { path: "^src/", pathNot: within(["handlers", "delivery/sinks", "tracing", "records", "settings"]) },
  ),
  forbid(
    "store-door",
    { path: STORE_DOOR },
    { path: "^src/", pathNot: within(["delivery/sinks", "store", "records"]) },
  ),
  forbid("public-door", {}, { path: "^src/index[.]ts$" }),
  forbid("no-test-runner", { path: "^src/", pathNot: "^src/testing/(vitest|jest)[.]ts$" }, { path: TEST_RUNNERS }),
  forbid("no-cycles", {}, { circular: true }),
  forbid("no-heavy-types", { path: "^src/", pathNot: "^src/opik/" }, { path: HEAVY, dependencyTypes: ["type-only"] }),
];

/** Directions for what `src/index.ts` loads at once: the cruise that checks them leaves dynamic imports out. */
export const MAIN_ENTRY_RULES: IRegularForbiddenRuleType[] = [
  forbid("light-main-entry", { path: "^src/" }, { path: [HEAVY, LATE] }),
  forbid("no-static-node-modules", { path: "^src/" }, { dependencyTypes: ["core"], dependencyTypesNot: ["type-only"] }),
];

function layerRule(folder: string, allowed: readonly string[]): IRegularForbiddenRuleType {
  // A folder with a row of its own is not held to that of the folder that it is in.
  const inner = Object.keys(ALLOWED_FOLDERS).filter((other) => other.startsWith(`${folder}/`));
  const from = {
    path: `^src/${folder}/`,
    pathNot: [COMPOSITION, STORE_DOOR, ...inner.map((other) => within([other]))],
  };
  return forbid(`${folder}-layer`, from, { path: "^src/", pathNot: within([folder, "runtime", ...allowed]) });
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

/** The rows of the table whose last column is headed "May import". */
function readTable(page: string): Record<string, readonly string[]> {
  const [, table = ""] = page.split(/\n\| Folder of `src` \|.*\| May import \|\n\|[-|]+\|\n/);
  const rows = table.slice(0, table.indexOf("\n\n")).split("\n");
  return Object.fromEntries(
    rows.map((row) => {
      const [, folder = "", , allowed = ""] = row.split("|").map((cell) => cell.trim());
      return [folder.replaceAll("`", ""), allowed.split(",").flatMap((name) => /`([\w/-]+)`/.exec(name)?.[1] ?? [])];
    }),
  );
}
