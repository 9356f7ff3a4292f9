import type { Kind } from "./option-spec.js";

const DECIMAL = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["yes", true],
  ["on", true],
  ["false", false],
  ["0", false],
  ["no", false],
  ["off", false],
]);

/** The value that a text from the environment or a file means; text that does not fit its kind is left as it is. */
export function textToValue(kind: Kind, text: string): unknown {
  switch (kind) {
    case "wholeNumber":
    case "number":
      return DECIMAL.test(text.trim()) ? Number(text) : text;
    case "boolean":
      return BOOLEANS.get(text.trim().toLowerCase()) ?? text;
    case "textList":
    case "choiceList":
      return commaSeparated(text);
    case "object":
    case "headers":
      return fromJson(text);
    case "text":
    case "secretText":
    case "url":
    case "storeLocation":
    case "choice":
      return text;
  }
}

function commaSeparated(text: string): string[] {
  const items = text.split(",").map((item) => item.trim());
  return items.filter((item) => item !== "");
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
