declare const jsonText: unique symbol;

/** JSON text that is known to be valid. */
export type JsonText = string & { readonly [jsonText]: true };

// The characters that a JSON string holds as they are; surrogates are left to the slower way, which checks their pairs.
const NEEDS_CARE = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** A JSON string. A lone surrogate, which UTF-8 cannot carry, becomes U+FFFD. */
export function quote(text: string): JsonText {
  if (!NEEDS_CARE.test(text)) return trusted(`"${text}"`);
  return trusted(JSON.stringify(text.toWellFormed()));
}

/** A whole number as JSON text. */
export function integerJson(value: number): JsonText {
  return trusted(String(Math.trunc(value)));
}

/** An array of items that are JSON text already. */
export function joinArray(items: readonly JsonText[]): JsonText {
  return trusted(`[${items.join(",")}]`);
}

/** A JSON string of parts that are JSON strings themselves. */
export function joinText(parts: readonly JsonText[]): JsonText {
  const last = parts.length - 1;
  return trusted(parts.map((part, at) => part.slice(at === 0 ? 0 : 1, at === last ? undefined : -1)).join(""));
}

/** Marks text as valid JSON. Only the writers of this folder, which build it so, may say that. */
export function trusted(text: string): JsonText {
  return text as JsonText;
}

/** A field's name as it stands in the text of an object. */
interface FieldName {
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
