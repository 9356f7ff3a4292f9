/** What names of credentials hold, or what all of a name is. Counts such as `max_tokens` are no secrets. */
const SECRET_NAMES = [
  ...["apikey", "accesskey", "privatekey", "secretkey", "accountkey", "secretvalue", "secrettoken"],
  ...["passwd", "password", "passphrase", "authorization", "authorisation", "credential", "cookie"],
  ...["secret$", "^secrets$", "^pwd$", "^auth$", "^token$", "^sig$", "amzsignature"],
  ...["authtoken$", "accesstoken$", "bearertoken$", "sessiontoken$", "refreshtoken$", "idtoken$", "apitoken$"],
  ...["clienttoken$", "securitytoken$", "csrftoken$"],
];
// Names are compared without case and separators.
const SEPARATORS = "[-_.\\s]*";
const SECRET_NAME = new RegExp(SECRET_NAMES.map((name) => Array.from(name).join(SEPARATORS)).join("|"), "i");

/** Whether a key names a credential. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}
