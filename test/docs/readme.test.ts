import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withOptionsTable } from "../../scripts/options-table.js";

test("the README's table of options is the one that the code gives; `npm run docs` writes it", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

  expect(readme).toBe(withOptionsTable(readme));
  expect(readme).toContain("| `maxWaitMs` | `OPIK_LANGCHAIN_MAX_WAIT_MS` | `batching.maxWaitMs` |");
});
