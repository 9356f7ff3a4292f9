import type { Kind, OptionSpec } from "../src/settings/options/option-spec.js";
import { OPTION_NAMES, OPTIONS } from "../src/settings/options/option-table.js";

type Schema = Readonly<Record<string, unknown>>;

const TYPES: Readonly<Record<Kind, Schema>> = {
  text: { type: "string" },
  secretText: { type: "string" },
  url: { type: "string", format: "uri" },
  storeLocation: { type: "string" },
  wholeNumber: { type: "integer" },
  number: { type: "number" },
  boolean: { type: "boolean" },
  booleanOrChoice: {},
  textList: { type: "array", items: { type: "string" } },
  object: { type: "object" },
  headers: { type: "object", additionalProperties: { type: "string" } },
  choice: { type: "string" },
  choiceList: { type: "array", uniqueItems: true },
};

/** The JSON Schema of `langchain-opik.config.json` and its kin, as text, made from the table of options. */
export function configSchemaText(): string {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "langchain-opik.config",
    type: "object",
    properties: { $schema: { type: "string" }, ...sections() },
    additionalProperties: false,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function sections(): Readonly<Record<string, Schema>> {
  const rows = OPTION_NAMES.map((name) => OPTIONS[name]);
  const names = [...new Set(rows.map(({ fileKey }) => sectionOf(fileKey)))];
  return Object.fromEntries(
    names.map((name) => [name, section(rows.filter((row) => sectionOf(row.fileKey) === name))]),
  );
}

function section(rows: readonly OptionSpec[]): Schema {
  const properties = rows.flatMap((row) => [
    [keyOf(row.fileKey), property(row)] as const,
    ...(row.earlierName === undefined ? [] : [[keyOf(row.earlierName.fileKey), earlierProperty(row)] as const]),
  ]);
  return { type: "object", properties: Object.fromEntries(properties), additionalProperties: false };
}

function keyOf(fileKey: string): string {
  return fileKey.slice(fileKey.indexOf(".") + 1);
}

function earlierProperty(spec: OptionSpec): Schema {
  const { default: _, ...schema } = property(spec);
  return { ...schema, deprecated: true, description: `The old name of ${keyOf(spec.fileKey)}.` };
}

function sectionOf(fileKey: string): string {
  return fileKey.slice(0, fileKey.indexOf("."));
}

function property(spec: OptionSpec): Schema {
  return {
    ...TYPES[spec.kind],
    ...("min" in spec && { minimum: spec.min, maximum: spec.max }),
    ...(spec.kind === "booleanOrChoice" && { enum: [true, false, ...spec.choices] }),
    ...(spec.kind === "choice" && { enum: spec.choices }),
    ...(spec.kind === "choiceList" && { items: { enum: spec.choices } }),
    ...(spec.default !== undefined && { default: spec.default }),
    description: spec.does,
  };
}
