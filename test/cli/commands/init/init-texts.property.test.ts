import { parseEnv } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withVariables } from "../../../../src/cli/commands/init/env-text.js";
import { withIniKeys } from "../../../../src/cli/commands/init/ini-text.js";
import { checkInitValues } from "../../../../src/cli/commands/init/init-values.js";
import { parseOpikIni } from "../../../../src/settings/files/opik-ini.js";

const givenValues = fc.record({
  apiKey: fc.string({ unit: "binary-ascii" }),
  workspaceName: fc.string(),
  projectName: fc.string({ unit: "grapheme" }),
});
const envTexts = fc
  .array(fc.constantFrom("A=1", "", "# note", "export B='x y'", "OPIK_API_KEY=", 'C="q#"'))
  .chain((lines) => fc.constantFrom(lines.join("\n"), `${lines.join("\n")}\n`));

describe("what init writes", () => {
  it("what init writes to a .env file is read back as it was given, and the other variables stay", () => {
    fc.assert(
      fc.property(envTexts, givenValues, (text, given) => {
        const checked = checkInitValues(given);
        fc.pre(checked.ok && checked.value.apiKey !== undefined);
        const { apiKey = "", projectName = "p" } = checked.value;

        const after = withVariables(
          text,
          new Map([
            ["OPIK_API_KEY", apiKey],
            ["OPIK_PROJECT_NAME", projectName],
          ]),
        );

        expect(parseEnv(after)).toEqual({ ...parseEnv(text), OPIK_API_KEY: apiKey, OPIK_PROJECT_NAME: projectName });
      }),
    );
  });

  it("what init writes to Opik's config file is read back as it was given", () => {
    const texts = fc.constantFrom(
      "[opik]\n",
      "[opik]\napi_key =\n",
      "[a]\nb = 1\n[opik]\nworkspace = w\n\n[c]\nd = 2\n",
    );
    fc.assert(
      fc.property(texts, givenValues, (text, given) => {
        const checked = checkInitValues(given);
        fc.pre(checked.ok && checked.value.apiKey !== undefined);
        const { apiKey = "", projectName = "p" } = checked.value;

        const ini = parseOpikIni(
          withIniKeys(
            text,
            new Map([
              ["api_key", apiKey],
              ["project_name", projectName],
            ]),
          ),
        );

        const values = ini.status === "read" ? ini.values : new Map<string, string>();
        expect([values.get("api_key"), values.get("project_name")]).toEqual([apiKey, projectName]);
      }),
    );
  });

  it("init never throws on strange values, and names the option of a bad one", () => {
    fc.assert(
      fc.property(givenValues, (given) => {
        const checked = checkInitValues(given);
        if (!checked.ok) expect(checked.allowed).toMatch(/^--(?:api-key|workspace|project-name) must be /);
      }),
    );
  });
});
