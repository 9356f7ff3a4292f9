/** A server may repeat in its answer the key that it was sent. */
export function withoutSecret(message: string, secret: string | undefined): string {
  return secret ? message.replaceAll(secret, "***") : message;
}
