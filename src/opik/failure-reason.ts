/** Why the SDK failed, for a line of log. Its messages of failed requests quote the whole answer; the status says as much. */
export function failureReason(error: unknown): string {
  if (!(error instanceof Error)) return "an unknown fault";
  if ("statusCode" in error && typeof error.statusCode === "number") return `status ${error.statusCode}`;
  return error.message;
}
