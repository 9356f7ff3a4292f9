import { SettingsError } from "../settings-error.js";
import { isGiven } from "./parse-option.js";
import { shownValue } from "./shown-value.js";

/**
 * A function that code gave as an option; undefined where it gave none.
 *
 * @throws SettingsError for anything else: JavaScript callers are not held to the types.
 */
export function givenFunction<Given extends (...given: never[]) => unknown>(
  option: string,
  value: Given | undefined,
): Given | undefined {
  const given: unknown = value;
  if (typeof given === "function") return value;
  if (!isGiven(given)) return undefined;
  throw new SettingsError({ option, shown: shownValue("text", given), allowed: "a function" });
}
