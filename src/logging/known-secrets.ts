import { CharacterSet } from "../records/redaction/character-set.js";
import { isSecretName } from "../records/redaction/secret-names.js";

export const MASK = "***";

/**
 * Shorter ones occur inside many words, so they are hidden only by their place, such as after the name of a password.
 */
const MIN_LENGTH = 6;
/** A program that makes a handler for each customer has a key for each of them, so only the newest are remembered. */
const MAX_SECRETS = 200;

interface SecretForms {
  readonly plain: readonly string[];
  /** What base64 turns it into, wherever it begins in the text that was encoded. */
  readonly encoded: readonly string[];
}

/**
 * The secrets of this process, and the forms in which a server or a library may repeat them. They do not show in a dump
 * of an object.
 */
const known = new Map<string, SecretForms>();
/** The longest first: one may be the beginning of another. */
let longestFirst: readonly SecretForms[] = [];

/** From now on no message shows these. */
export function rememberSecrets(secrets: Iterable<string | undefined>): void {
  for (const secret of secrets) {
    if (secret === undefined || secret.length < MIN_LENGTH || known.has(secret)) continue;
    known.set(secret, formsOf(secret));
    const [oldest] = known.keys();
    if (known.size > MAX_SECRETS && oldest !== undefined) known.delete(oldest);
    longestFirst = [...known].sort(([one], [other]) => other.length - one.length).map(([, forms]) => forms);
  }
}

/** From now on no message shows the password of this address, or the secrets among its parameters. */
export function rememberAddress(address: string): void {
  if (!URL.canParse(address)) return;
  const { password, searchParams } = new URL(address);
  // A part of the address that is shown, such as the name of a database, may be equal to its password.
  const shown = shownAddress(address);
  const parameters = [...searchParams].flatMap(([name, value]) => (isSecretName(name) ? [value] : []));
  const secrets = [password, decodedText(password), ...parameters];
  rememberSecrets(secrets.filter((secret) => !shown.includes(secret)));
}

/** An address as messages may show it: without user, password, parameters and fragment. */
export function shownAddress(address: string): string {
  if (!URL.canParse(address)) return "an address that is not a URL";
  const { protocol, host, pathname } = new URL(address);
  // Without slashes before it, all of an address is its path.
  return `${protocol}//${host}${pathname.startsWith("/") ? pathname : ""}`;
}

/** The text without the secrets of this process. */
export function withoutKnownSecrets(text: string): string {
  let shown = text;
  for (const { plain, encoded } of longestFirst) {
    for (const form of plain) shown = shown.replaceAll(form, MASK);
    for (const form of encoded) shown = withoutEncoded(shown, form);
  }
  return shown;
}

const BASE64 = new CharacterSet(/[\w+/=-]/);

/** Hides all of the encoded text: its ends reveal a part of the secret, too. */
function withoutEncoded(text: string, form: string): string {
  let shown = "";
  let end = 0;
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, end)) {
    shown += text.slice(end, BASE64.rowStart(text, at, end)) + MASK;
    end = BASE64.rowEnd(text, at);
  }
  return end === 0 ? text : shown + text.slice(end);
}

function formsOf(secret: string): SecretForms {
  const inUrl = encodeURIComponent(secret.toWellFormed());
  const inJson = JSON.stringify(secret).slice(1, -1);
  const base64 = [0, 1, 2].map((before) => base64Within(secret, before));
  const base64Url = base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"));
  return {
    plain: [...new Set([secret, inUrl, inJson])],
    encoded: [...new Set([...base64, ...base64Url])].filter(({ length }) => length >= MIN_LENGTH),
  };
}

/** What base64 turns it into when so many other bytes precede it, as far as that depends on the secret alone. */
function base64Within(secret: string, before: number): string {
  const bytes = new TextEncoder().encode("\0".repeat(before) + secret);
  const whole = bytes.length - (bytes.length % 3);
  const text = btoa(Array.from(bytes.subarray(0, whole), (byte) => String.fromCharCode(byte)).join(""));
  return text.slice(Math.ceil((before * 4) / 3));
}

/** What a part of an address means; one that is not encoded well means itself. */
export function decodedText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
