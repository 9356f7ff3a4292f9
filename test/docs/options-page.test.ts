import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { optionValuesText } from "../../scripts/option-values.js";
import { withOptionsTable } from "../../scripts/options-table.js";

test("the table of options in the docs matches the code; `npm run docs` writes it", () => {
  const page = readFileSync(new URL("../../docs/options.md", import.meta.url), "utf8");

  expect(page).toBe(withOptionsTable(page));
  expect(page).toContain("| `maxWaitMs` | `OPIK_LANGCHAIN_MAX_WAIT_MS` | `batching.maxWaitMs` |");
});

test("the documentation of options in editors matches the code; `npm run docs` writes it", () => {
  const written = readFileSync(new URL("../../src/settings/options/option-values.ts", import.meta.url), "utf8");

  expect(written).toBe(optionValuesText());
});
