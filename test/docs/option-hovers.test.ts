import { resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { OPTION_NAMES, OPTIONS } from "../../src/settings/options/option-table.js";
import { optionHovers } from "./option-hovers.js";

const REPOSITORY = resolve(import.meta.dirname, "../..");

test("an editor shows what each option of the handler does, and where else it may be set", () => {
  const hovers = optionHovers(resolve(import.meta.dirname, "hovered.ts"), {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    types: ["node"],
    paths: { "langchain-opik": [resolve(REPOSITORY, "src/index.ts")] },
  });

  expect(hovers.get("maxWaitMs")).toContain(`${OPTIONS.maxWaitMs.does}\n\nAt least 0 milliseconds.`);
  expect(hovers.get("maxWaitMs")).toContain("@defaultValue `1_000`");
  expect(OPTION_NAMES.filter((name) => !hovers.get(name)?.includes(`Environment: \`${OPTIONS[name].env}\``))).toEqual(
    [],
  );
});
