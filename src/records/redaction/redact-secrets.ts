import { isJsonObject } from "../json/json-object.js";
import { CARD_NUMBERS } from "./card-numbers.js";
import { CREDENTIALS } from "./credentials.js";
import { withoutDisguise } from "./disguised-text.js";
import { Effort } from "./effort.js";
import { EMAIL_ADDRESSES } from "./email-addresses.js";
import { REDACTED, type Redact } from "./redaction.js";
import { SecretFinder } from "./secret-finder.js";
import { isSecretName } from "./secret-names.js";

/**
 * Hides values under keys that name a credential, bearer tokens, keys of well-known forms, passwords in addresses,
 * e-mail addresses and numbers of payment cards. Personal data without a known form, such as a name or a street, stays.
 */
export const redactSecrets: Redact = (value, { path }) => {
  const name = path.at(-1);
  if (isNamedValue(value)) return withoutSecrets(value);
  const isPiece = path.some((key) => key.endsWith("logprobs"));
  return name !== undefined && !isPiece && hidesAll(name, value) ? REDACTED : withoutSecret(value);
};

/** The same for JSON data with everything in it. Data without a secret is returned as it came, not as a copy. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return withoutSecret(value);
  return Array.isArray(value) ? itemsWithoutSecrets(value) : fieldsWithoutSecrets(Object.entries(value), value);
}

function itemsWithoutSecrets(items: readonly unknown[]): readonly unknown[] {
  let shown: unknown[] | undefined;
  for (const [index, item] of items.entries()) {
    const one = withoutSecrets(item);
    if (one === item) continue;
    shown ??= [...items];
    shown[index] = one;
  }
  return shown ?? items;
}

function fieldsWithoutSecrets(fields: readonly (readonly [string, unknown])[], whole: object): unknown {
  // Where a model reports how likely each piece of its answer was, such a piece is called a token.
  const isPiece = fields.some(([key]) => key === "logprob");
  const isNamed = isNamedValue(whole);
  let isWhole = true;
  const shown = new Map<string, unknown>();
  for (const [key, member] of fields) {
    const hides = (isNamed && key === "value" && isHidden(member)) || (!isPiece && hidesAll(key, member));
    const value = hides ? REDACTED : withoutSecrets(member);
    const name = withoutSecretsInText(key);
    if (value !== member || name !== key) isWhole = false;
    shown.set(shown.has(name) ? `${name} (${shown.size + 1})` : name, value);
  }
  // fromEntries defines fields, so that a field named __proto__ stays a field.
  return isWhole ? whole : Object.fromEntries(shown);
}

function hidesAll(name: string, value: unknown): boolean {
  return isHidden(value) && isSecretName(name) && !isCount(name, value) && !isSchema(value);
}

function isHidden(value: unknown): boolean {
  return value !== null && value !== "" && typeof value !== "boolean";
}

function isCount(name: string, value: unknown): boolean {
  return typeof value === "number" && /tokens$/i.test(name);
}

/** A header, a variable or a cookie that is an object of its own. */
function isNamedValue(value: unknown): boolean {
  if (!isJsonObject(value) || !("value" in value)) return false;
  const name = value.name ?? value.key;
  return typeof name === "string" && isSecretName(name);
}

/** Words of JSON Schema, which only describe a tool's argument and do not contain its value. */
const DESCRIBING = new Set(["type", "description", "title", "format", "minLength", "maxLength", "pattern", "nullable"]);

function isSchema(value: unknown): boolean {
  return (
    isJsonObject(value) && typeof value.type === "string" && Object.keys(value).every((key) => DESCRIBING.has(key))
  );
}

function withoutSecret(value: unknown): unknown {
  if (typeof value === "string") return withoutSecretsInText(value);
  return typeof value === "number" ? withoutCardNumber(value) : value;
}

/** The smallest number with as many digits as a card number. */
const LEAST_CARD_NUMBER = 1e12;

function withoutCardNumber(value: number): number | string {
  if (value < LEAST_CARD_NUMBER || !Number.isSafeInteger(value)) return value;
  return withoutSecretsInText(String(value)) === REDACTED ? REDACTED : value;
}

const SHORTEST_SECRET = 5;
/** For numbers without separators. */
const SHORTEST_KEY = 13;
const SIGN = /[@:=>%]|&#/;

/** The text without the secrets in it. */
export function withoutSecretsInText(text: string): string {
  if (text.length < SHORTEST_SECRET || (text.length < SHORTEST_KEY && !SIGN.test(text))) return text;
  const effort = new Effort();
  effort.allowFor(text.length);
  const plain = withoutDisguise(text, effort);
  const shown = withoutPlainSecrets(plain, effort);
  return shown === plain ? text : shown;
}

let finder: SecretFinder | undefined;

function withoutPlainSecrets(text: string, effort: Effort): string {
  finder ??= new SecretFinder([...CREDENTIALS, [EMAIL_ADDRESSES, CARD_NUMBERS]]);
  return finder.withoutSecrets(text, REDACTED, effort);
}
