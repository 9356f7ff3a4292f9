import axe from "axe-core";
import type { Page } from "playwright-core";
import { isJsonObject } from "../../../../src/records/json/json-object.js";

/** What breaks a rule, as `rule: elements`. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const result: unknown = await page.evaluate(
    `axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }).then(({ violations }) => ({
      found: violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html, any }) => html.slice(0, 120) + " " + any.map((one) => one.message).join()).join("\\n")),
    }))`,
  );
  const found = isJsonObject(result) ? result.found : undefined;
  if (!Array.isArray(found)) throw new Error("axe gave no result.");
  return found.map(String);
}
