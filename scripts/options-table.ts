import type { OptionSpec } from "../src/settings/options/option-spec.js";
import { OPTION_NAMES, OPTIONS, type OptionName } from "../src/settings/options/option-table.js";
import { withMarkedSection } from "./marked-section.js";
import { amountForPeople } from "./shown-amount.js";

const SPECS: Readonly<Record<OptionName, OptionSpec>> = OPTIONS;
const HEAD = ["| Option | Environment | Config file | Default | Meaning |", "| --- | --- | --- | --- | --- |"];

/** The text with the table of options between its marks. */
export function withOptionsTable(markdown: string): string {
  return withMarkedSection(markdown, "options", optionsTable());
}

function optionsTable(): string {
  const rows = OPTION_NAMES.map((name) => optionRow(name, SPECS[name]));
  return [...HEAD, ...rows, ""].join("\n");
}

function optionRow(name: OptionName, spec: OptionSpec): string {
  return `| \`${name}\` | \`${spec.env}\` | \`${spec.fileKey}\` | ${shownDefault(spec)} | ${spec.does} |`;
}

function shownDefault(spec: OptionSpec): string {
  const value = shownValue(spec.default);
  if (spec.kind !== "wholeNumber" || spec.default === undefined) return value;
  const inWords = amountForPeople(spec.default, spec.unit);
  return `${value} ${spec.unit}${inWords === undefined ? "" : ` (${inWords})`}`;
}

function shownValue(value: OptionSpec["default"]): string {
  if (value === undefined) return "none";
  if (typeof value === "number") return value.toLocaleString("en-US");
  if (Array.isArray(value) && value.length > 0) return value.map((one) => `\`${one}\``).join(", ");
  return typeof value === "object" ? "empty" : `\`${value}\``;
}
