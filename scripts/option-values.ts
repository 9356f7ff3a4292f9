import { MAX_TIMER_MS } from "../src/settings/options/number-limits.js";
import type { OptionSpec } from "../src/settings/options/option-spec.js";
import { OPTION_NAMES, OPTIONS, type OptionName } from "../src/settings/options/option-table.js";
import { amountForPeople } from "./shown-amount.js";

const SPECS: Readonly<Record<OptionName, OptionSpec>> = OPTIONS;

const HEAD = `// Written by \`npm run docs\` from the rows in ./sections: editors show comments of properties, not of rows.

/** The options as people give them: all may be left out, and \`undefined\` is the same as left out. */
export interface OptionValues {
`;

/** The source of the interface of all options, each with its documentation. */
export function optionValuesText(): string {
  return `${HEAD}${OPTION_NAMES.map((name) => property(name, SPECS[name])).join("\n")}}\n`;
}

function property(name: OptionName, spec: OptionSpec): string {
  const comment = commentLines(spec).map((line) => (line === "" ? "   *" : `   * ${line}`));
  const present = ["  /**", ...comment, "   */", `  readonly ${name}?: ${typeText(spec)} | undefined;`, ""];
  return [...present, ...earlierProperty(name, spec)].join("\n");
}

function earlierProperty(name: OptionName, spec: OptionSpec): readonly string[] {
  if (spec.earlierName === undefined) return [];
  const { option } = spec.earlierName;
  return [
    `  /** @deprecated The old name of \`${name}\`. */`,
    `  readonly ${option}?: ${typeText(spec)} | undefined;`,
    "",
  ];
}

function commentLines(spec: OptionSpec): readonly string[] {
  const sources = `Environment: \`${spec.env}\`; config file: \`${spec.fileKey}\`.`;
  const range = rangeText(spec);
  const byDefault = spec.default === undefined ? [] : ["", `@defaultValue ${defaultText(spec)}`];
  return [spec.does, "", ...(range === undefined ? [] : [range, ""]), sources, ...byDefault];
}

/** What the value may be. Bounds that nobody reaches, such as that of a timer, are left out. */
function rangeText(spec: OptionSpec): string | undefined {
  if (spec.kind === "number") return `From ${spec.min} to ${spec.max}.`;
  if (spec.kind !== "wholeNumber") return undefined;
  return spec.max < MAX_TIMER_MS
    ? `From ${spec.min} to ${shownNumber(spec.max)} ${spec.unit}.`
    : `At least ${spec.min} ${spec.unit}.`;
}

function defaultText(spec: OptionSpec): string {
  if (spec.kind !== "wholeNumber" || spec.default === undefined) return `\`${JSON.stringify(spec.default)}\``;
  const inWords = amountForPeople(spec.default, spec.unit);
  return `\`${shownNumber(spec.default).replaceAll(",", "_")}\`${inWords === undefined ? "" : ` (${inWords})`}`;
}

function shownNumber(value: number): string {
  return value.toLocaleString("en-US");
}

function typeText(spec: OptionSpec): string {
  switch (spec.kind) {
    case "text":
    case "secretText":
    case "url":
    case "storeLocation":
      return "string";
    case "wholeNumber":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "textList":
      return "readonly string[]";
    case "object":
      return "Readonly<Record<string, unknown>>";
    case "headers":
      return "Readonly<Record<string, string>>";
    case "booleanOrChoice":
      return `boolean | ${union(spec.choices)}`;
    case "choice":
      return union(spec.choices);
    case "choiceList":
      return `readonly (${union(spec.choices)})[]`;
  }
}

function union(choices: readonly string[]): string {
  return choices.map((choice) => JSON.stringify(choice)).join(" | ");
}
