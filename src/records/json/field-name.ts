import { quote } from "./json-text.js";

/** A field's name as it stands in the text of an object. */
export interface FieldName {
  /** `{"name":` */
  readonly asFirst: string;
  /** `,"name":` */
  readonly asNext: string;
}

// Programs have few names, and say them in every record.
const MAX_KNOWN = 2_000;
const MAX_KNOWN_LENGTH = 100;
const knownNames = new Map<string, FieldName>();

export function fieldName(name: string): FieldName {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  const quoted = quote(name);
  const made = { asFirst: `{${quoted}:`, asNext: `,${quoted}:` };
  if (knownNames.size < MAX_KNOWN && name.length <= MAX_KNOWN_LENGTH) knownNames.set(name, made);
  return made;
}
