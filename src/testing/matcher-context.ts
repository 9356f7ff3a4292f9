/** The part that the matchers use of `this`, which vitest and jest provide alike. */
export interface MatcherContext {
  readonly isNot?: boolean;
  equals(actual: unknown, expected: unknown, testers?: readonly unknown[]): boolean;
  readonly utils: MatcherTools;
}

/** The test runner's functions for printing values and comparing lists. */
export interface MatcherTools {
  readonly iterableEquality: unknown;
  readonly subsetEquality: unknown;
  printExpected(value: unknown): string;
  printReceived(value: unknown): string;
}

/** The result of a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}
