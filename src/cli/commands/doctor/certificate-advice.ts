/** What to do about a certificate, from the message with which Node refuses it. */
export function certificateAdvice(message: string): string {
  if (/expired|not yet valid/i.test(message)) return "Renew the server's certificate, or correct this machine's clock.";
  if (/altnames/i.test(message)) return "Set OPIK_URL_OVERRIDE to a host name that the certificate is made for.";
  return "If your network or server has a certificate authority of its own, name its file in NODE_EXTRA_CA_CERTS.";
}
