import { expect } from "vitest";

/** Matches any text in place of a value. */
export const ANY_TEXT: unknown = expect.any(String);

/** Matches any number in place of a value. */
export const ANY_NUMBER: unknown = expect.any(Number);

/** Matches a text that holds the part. */
export function textWith(part: string): unknown {
  return expect.stringContaining(part);
}

/** Matches a text of this pattern. */
export function textMatching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}
