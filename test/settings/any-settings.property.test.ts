import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { createOpikConfigReader } from "../../src/settings/files/opik-config-file.js";
import { readProjectConfig } from "../../src/settings/files/project-config-file.js";
import { OPTION_NAMES, OPTIONS, type OptionName } from "../../src/settings/options/option-table.js";
import { isGiven, parseOption } from "../../src/settings/options/parse-option.js";
import { type ResolvedSettings, resolveSettings } from "../../src/settings/resolve-settings.js";
import type { Origin } from "../../src/settings/setting-layers.js";
import { isSettingsError } from "../../src/settings/settings-error.js";
import { sourcesOf } from "./sources.js";

let folder: string;
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "any-settings-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A file of its own for each text: what was read once is remembered. */
function write(text: string | Uint8Array, extension: string): string {
  files += 1;
  const path = join(folder, `${files}.${extension}`);
  writeFileSync(path, text);
  return path;
}

const name = fc.constantFrom(...OPTION_NAMES);
const MUCH = {
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withTypedArray: true,
} as const;
const anyValue = fc.oneof(fc.anything(MUCH), fc.func(fc.anything()), fc.constant(Symbol("odd")));

type Given = Readonly<Partial<Record<OptionName, unknown>>>;

/** Options by name, of values that are often good ones. */
function given(value: fc.Arbitrary<unknown>): fc.Arbitrary<Given> {
  const goodOrAny = (option: OptionName) =>
    fc.oneof(
      fc.constant(OPTIONS[option].default),
      fc.constantFrom(1, true, "text", "errors", "https://host/api"),
      value,
    );
  const entry = name.chain((option) => fc.tuple(fc.constant(option), goodOrAny(option)));
  return fc.array(entry, { maxLength: 8 }).map((entries) => Object.fromEntries(entries));
}

/** Each value is either taken from where it stands, or told in a warning that names its option. */
function expectTakenOrTold(values: Given, { origins, warnings }: ResolvedSettings, from: Origin): void {
  const times = OPTION_NAMES.map((option) => {
    const told = warnings.filter((warning) => warning.includes(`(${option})`));
    return [option, told.length + Number(origins[option] === from)];
  });
  expect(times).toEqual(OPTION_NAMES.map((option) => [option, isGiven(values[option]) ? 1 : 0]));
}

describe("whatever the settings are", () => {
  it("a bad value in code is a SettingsError that names its option", () => {
    fc.assert(
      fc.property(given(anyValue), (values) => {
        const bad = OPTION_NAMES.filter(
          (option) => isGiven(values[option]) && !parseOption(OPTIONS[option], values[option], "values").ok,
        );
        try {
          resolveSettings(Object.fromEntries(Object.entries(values)), sourcesOf());
          expect(bad).toEqual([]);
        } catch (error) {
          expect(isSettingsError(error) && error.option).toBe(bad[0]);
          expect(error).toHaveProperty("message", expect.stringContaining(`langchain-opik: ${bad[0] ?? "none"} is `));
        }
      }),
    );
  });

  it.each(["client", "clientConfig"])("a %s that is unusable or has a bad field causes a SettingsError", (place) => {
    const config = fc.record({ apiKey: anyValue, apiUrl: anyValue, headers: anyValue }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.oneof(anyValue, config, fc.record({ config })), (value) => {
        try {
          resolveSettings({ [place]: value }, sourcesOf());
        } catch (error) {
          expect(isSettingsError(error) && error.option).toMatch(new RegExp(`^${place}\\b`));
        }
      }),
    );
  });

  it("each value in the environment is used or reported", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.json(), fc.constantFrom("1", "true", "a, b", "errors"));
    fc.assert(
      fc.property(fc.dictionary(name, text), (values) => {
        const env = Object.fromEntries(OPTION_NAMES.map((option) => [OPTIONS[option].env, values[option] ?? ""]));
        expectTakenOrTold(values, resolveSettings({}, sourcesOf({ env })), "environment");
      }),
      { numRuns: 50 },
    );
  });

  it.each(["json", "yaml", "yml"])("each value in a project's %s file is used or reported", (extension) => {
    fc.assert(
      fc.property(given(fc.jsonValue()), (values) => {
        const tree = treeOf(values);
        const path = write(extension === "json" ? JSON.stringify(tree) : stringify(tree), extension);
        const sources = { ...sourcesOf({ env: { OPIK_LANGCHAIN_CONFIG: path } }), readProjectConfig };
        expectTakenOrTold(values, resolveSettings({}, sources), "config-file");
      }),
      { numRuns: 40 },
    );
  });

  it.each(["json", "yaml"])("a project's %s file with any bytes is used, or reported once", (extension) => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.string({ unit: "binary" })), (content) => {
        const path = write(content, extension);
        const sources = { ...sourcesOf({ env: { OPIK_LANGCHAIN_CONFIG: path } }), readProjectConfig };
        const { warnings } = resolveSettings({}, sources);
        expect(warnings.length).toBeLessThanOrEqual(1);
        for (const warning of warnings) expect(warning.startsWith(path)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("Opik's own config file with any bytes is used, or reported without any part of it", () => {
    const line = fc.tuple(fc.constantFrom("api_key", "S3CRET"), fc.constantFrom("=", " = ", ":", "=\u0007"));
    const text = fc
      .array(line)
      .map((lines) => `[opik]\n${lines.map(([key, sign]) => `${key}${sign}S3CRET`).join("\n")}`);
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), text), (content) => {
        const path = write(content, "config");
        const sources = { ...sourcesOf({ env: { OPIK_CONFIG_PATH: path } }), readConfigFile: createOpikConfigReader() };
        const { warnings } = resolveSettings({}, sources);
        for (const warning of warnings) expect(warning).toContain(path);
        expect(warnings.join()).not.toContain("S3CRET");
      }),
      { numRuns: 60 },
    );
  });
});

function treeOf(values: Given): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const tree: Record<string, Record<string, unknown>> = {};
  for (const option of OPTION_NAMES) {
    const [section = "", key = ""] = OPTIONS[option].fileKey.split(".");
    if (values[option] !== undefined) tree[section] = { ...tree[section], [key]: values[option] };
  }
  return tree;
}
