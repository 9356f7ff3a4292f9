import { describe, expect, it } from "vitest";
import { OPTION_NAMES, OPTIONS } from "../../src/settings/options/option-table.js";
import { parseOption } from "../../src/settings/options/parse-option.js";

const rows = OPTION_NAMES.map((name) => ({ name, spec: OPTIONS[name] }));

describe("the option table", () => {
  it("every option has an environment variable of its own", () => {
    const variables = rows.map((row) => row.spec.env);
    expect(new Set(variables).size).toBe(variables.length);
  });

  it.each(rows)("the default of $name is one of its allowed values", ({ spec }) => {
    if (spec.default === undefined) return;
    expect(parseOption(spec, spec.default, "values")).toEqual({ ok: true, value: spec.default });
  });

  it.each(rows)("the table says what $name does in whole sentences", ({ spec }) => {
    expect(spec.does).toMatch(/^[A-Z].*\.$/);
  });

  it.each(rows)(
    "the name of $name ends in its unit when it counts milliseconds, bytes or characters",
    ({ name, spec }) => {
      const unit = "unit" in spec ? spec.unit : undefined;
      expect(name.endsWith("Ms")).toBe(unit === "milliseconds");
      expect(name.endsWith("Bytes")).toBe(unit === "bytes");
      expect(name.endsWith("Length")).toBe(unit === "characters");
    },
  );
});
