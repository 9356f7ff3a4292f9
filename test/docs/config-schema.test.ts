import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { configSchemaText } from "../../scripts/config-schema.js";
import { codeBlocks, userPages } from "./markdown-page.js";

const validate = addFormats.default(new Ajv()).compile(schemaObject(JSON.parse(configSchemaText())));

function schemaObject(value: unknown): object {
  if (typeof value === "object" && value !== null) return value;
  throw new Error("The schema is no object.");
}

describe("the JSON Schema of the config file", () => {
  it("the JSON Schema of the config file matches the table of options; `npm run docs` writes it", () => {
    const written = readFileSync(new URL("../../schema/config.schema.json", import.meta.url), "utf8");
    // The formatter breaks lines elsewhere.
    expect(JSON.parse(written)).toEqual(JSON.parse(configSchemaText()));
  });

  it("the JSON Schema of the config file accepts every kind of value, and sections of other tools", () => {
    const config = {
      $schema: "./schema.json",
      opik: { projectName: "support-bot", apiUrl: "http://localhost:5173/api", headers: { "x-proxy": "1" } },
      trace: { tags: ["a"], metadata: { team: "search" } },
      sampling: { rate: 0.1, alwaysKeep: ["errors", "slow"], slowMs: 10_000 },
      capture: { inputs: false },
      redaction: { mode: "standard" },
      circuitBreaker: { failures: 5 },
    };
    expect(validate(config)).toBe(true);
  });

  it("the JSON Schema of the config file accepts the files that the documentation shows", () => {
    const shown = userPages()
      .filter(({ path }) => path === "docs/options.md")
      .flatMap(codeBlocks);
    const files = shown.filter(({ language }) => language === "yaml" || language === "json");

    expect(files.map(({ code }) => validate(parse(code)))).toEqual([true, true]);
  });

  it.each([
    { batching: { maxRecords: 0 } },
    { sampling: { rate: 2 } },
    { sampling: { alwaysKeep: ["sometimes"] } },
    { redaction: { mode: "strict" } },
    { batching: { maxwait: 5 } },
    { unknown: {} },
  ])("the JSON Schema of the config file refuses %j", (config) => {
    expect(validate(config)).toBe(false);
  });
});
