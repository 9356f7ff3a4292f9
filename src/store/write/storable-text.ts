/**
 * PostgreSQL's text allows neither NUL nor half a surrogate pair: each becomes U+FFFD, in stored values and in queries.
 */
export function storableText(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, "\uFFFD");
}

/** The same for the text of `JSON.stringify`, which writes both as escapes. An escaped backslash is not part of one. */
export function storableJson(json: string): string {
  return json.replace(/\\\\|\\u(?:0000|d[89a-f][0-9a-f]{2})/g, (written) => (written === "\\\\" ? written : "\uFFFD"));
}
