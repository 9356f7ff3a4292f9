/** What names of credentials hold, or what all of a name is. Counts such as `max_tokens` are no secrets. */
const SECRET_NAMES = [
  ...["apikey", "accesskey", "privatekey", "secretkey", "accountkey", "secretvalue", "secrettoken"],
  ...["passwd", "password", "passphrase", "authorization", "authorisation", "credential", "cookie"],
  ...["secret$", "^secrets$", "^pwd$", "^auth$", "^token$", "^sig$", "amzsignature"],
  ...["authtoken$", "accesstoken$", "bearertoken$", "sessiontoken$", "refreshtoken$", "idtoken$", "apitoken$"],
  ...["clienttoken$", "securitytoken$", "csrftoken$"],
];
// Names are compared without case and separators. That there is none is tried first: so it is in most places.
const SEPARATORS = "(?:|[-_.\\s]+)";
// To make it takes a part of a millisecond, which a process that is not traced is spared.
let secretName: RegExp | undefined;

/** Whether a key names a credential. */
export function isSecretName(name: string): boolean {
  secretName ??= new RegExp(anyOf(SECRET_NAMES), "i");
  return secretName.test(name);
}

/**
 * An expression for what `isSecretName` looks for, within a longer text.
 *
 * @param start - matches where a name begins
 * @param end - matches where a name ends
 */
export function secretNameBetween(start: string, end: string): string {
  return anyOf(SECRET_NAMES)
    .replaceAll("^", () => start)
    .replaceAll("$", () => end);
}

/** What begins alike is one way: each is tried at each letter of a name. */
function anyOf(names: readonly string[]): string {
  const rests = new Map<string, string[]>();
  for (const name of names) {
    const first = name.charAt(0);
    rests.set(first, [...(rests.get(first) ?? []), name.slice(1)]);
  }
  const ways = [...rests].map(([first, after]) => (after.includes("") ? first : first + SEPARATORS + anyOf(after)));
  return `(?:${ways.join("|")})`;
}
