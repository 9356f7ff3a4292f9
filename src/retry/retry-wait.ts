export interface BackoffLimits {
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
}

/**
 * Milliseconds to wait after a number of failures in a row: anything from nothing to a bound that doubles
 * with each failure, so that clients which failed together do not come back together.
 *
 * @param random - a number from 0 up to 1
 */
export function retryWaitMs(failures: number, { retryBaseMs, retryCapMs }: BackoffLimits, random: number): number {
  return random * Math.min(retryCapMs, retryBaseMs * 2 ** (failures - 1));
}
