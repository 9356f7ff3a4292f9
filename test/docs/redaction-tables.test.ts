import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withRedactionTables } from "../../scripts/redaction-tables.js";

test("the tables of what redaction catches are made from the tested examples; `npm run docs` writes them", () => {
  const page = readFileSync(new URL("../../docs/privacy.md", import.meta.url), "utf8");

  expect(page).toBe(withRedactionTables(page));
  expect(page).toContain("`github_token=[redacted]`");
});
