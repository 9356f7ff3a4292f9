import { OPTIONS } from "../../../settings/options/option-table.js";
import { isGiven, parseOption } from "../../../settings/options/parse-option.js";
import { accept, type Parsed, refuse } from "../../../settings/options/parse-value.js";

/** The settings that `init` writes, by option name. */
export const INIT_OPTIONS = ["apiKey", "apiUrl", "store", "workspaceName", "projectName"] as const;
export type InitOption = (typeof INIT_OPTIONS)[number];
export type InitValues = { readonly [Name in InitOption]?: string | undefined };

/** Loaders of such files interpret these characters differently. */
const UNSAFE = /["'`\\$]/;

/** One value in the form that may be written to a file, or what would be allowed. */
export function checkInitValue(option: InitOption, given: string): Parsed<string> {
  const parsed = parseOption(OPTIONS[option], given, "text");
  if (!parsed.ok) return parsed;
  return typeof parsed.value === "string" && !UNSAFE.test(parsed.value)
    ? accept(parsed.value)
    : refuse("text without quotes, backslashes and dollar signs");
}

const FLAGS: Readonly<Record<InitOption, string>> = {
  apiKey: "--api-key",
  apiUrl: "--api-url",
  store: "--store",
  workspaceName: "--workspace",
  projectName: "--project-name",
};

/** All given values, or the first problem as a sentence that names the flag. Blank text counts as not given. */
export function checkInitValues(given: InitValues): Parsed<InitValues> {
  const values: { -readonly [Name in InitOption]?: string } = {};
  for (const option of INIT_OPTIONS) {
    const value = given[option];
    if (value === undefined || !isGiven(value)) continue;
    const parsed = checkInitValue(option, value);
    if (!parsed.ok) return refuse(`${FLAGS[option]} must be ${parsed.allowed}`);
    values[option] = parsed.value;
  }
  return accept(values);
}
