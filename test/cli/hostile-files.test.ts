import { expect, it } from "vitest";
import { withPlaceholders } from "../../src/cli/commands/init/env-text.js";
import { isIgnored } from "../../src/cli/commands/init/git-safety.js";
import { OPTIONS } from "../../src/settings/options/option-table.js";
import { parseOption } from "../../src/settings/options/parse-option.js";

// Of a length that takes minutes, or for ever, where work does not grow evenly with it.
const MANY = 1_000_000;

it("the position in a config file of a million blank lines is found in linear time", () => {
  expect(withPlaceholders("\n".repeat(MANY), ["OPIK_API_KEY"])).toContain("OPIK_API_KEY=");
  expect(withPlaceholders(`${" ".repeat(MANY)}OPIK_API_KEY=1`, ["OPIK_API_KEY"])).not.toContain("OPIK_API_KEY=\n");
});

it("a name is compared with a pattern of many stars in linear time", () => {
  expect(isIgnored(`${"*a".repeat(500)}b`, `.env${"a".repeat(1_000)}`)).toBe(false);
  expect(isIgnored(`.e${"*a".repeat(500)}*`, `.env${"a".repeat(1_000)}`)).toBe(true);
});

it("an address of a million slashes is read in linear time", () => {
  const parsed = parseOption(OPTIONS.apiUrl, `http://opik.example/${"/".repeat(MANY)}x`, "text");
  expect(parsed.ok).toBe(true);
});
