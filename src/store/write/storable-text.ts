/**
 * PostgreSQL's text knows neither NUL nor half a character: each becomes U+FFFD, in what is stored and what is asked.
 */
export function storableText(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, "\uFFFD");
}

/** The same in the text of `JSON.stringify`, which writes both as escapes. An escaped backslash is no part of one. */
export function storableJson(json: string): string {
  return json.replace(/\\\\|\\u(?:0000|d[89a-f][0-9a-f]{2})/g, (written) => (written === "\\\\" ? written : "\uFFFD"));
}
