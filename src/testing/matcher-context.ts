/** What the matchers use of what vitest and jest give to a matcher as `this`: both give the same. */
export interface MatcherContext {
  readonly isNot?: boolean;
  equals(actual: unknown, expected: unknown, testers?: readonly unknown[]): boolean;
  readonly utils: MatcherTools;
}

/** What a test runner prints values and compares lists with. */
export interface MatcherTools {
  readonly iterableEquality: unknown;
  readonly subsetEquality: unknown;
  printExpected(value: unknown): string;
  printReceived(value: unknown): string;
}

/** What a matcher answers. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}
