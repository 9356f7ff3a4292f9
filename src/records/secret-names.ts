// Names are compared without case and separators. Counts such as `max_tokens` are no secrets.
const SECRET_NAME =
  /apikey|accesskey|privatekey|secretkey|^secrets?$|clientsecret|secret(?:value|token)|passw(?:or)?d|passphrase|^pwd$|authori[sz]ation|credential|cookie|^auth$|(?:^|auth|access|bearer|session|refresh|id|api|client|security|csrf)token$/;

/** Whether a key names a credential. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.replace(/[-_.\s]/g, "").toLowerCase());
}
