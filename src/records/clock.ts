// The two clocks disagree by this much only after the machine slept or its time was set.
const TOLERATED_DRIFT_MICROS = 50_000;

let originMicros = wallMicros() - monotonicMicros();

function wallMicros(): number {
  return Date.now() * 1000;
}

function monotonicMicros(): number {
  return performance.now() * 1000;
}

/** Microseconds since 1970, from the monotonic clock: later calls never give less. */
export function nowMicros(): number {
  return Math.floor(originMicros + monotonicMicros());
}

/**
 * Follows the wall clock again after a sleep or a change of the machine's time. Called between traces only,
 * so that durations within one trace never jump.
 */
export function alignClock(): void {
  const drift = wallMicros() - nowMicros();
  if (Math.abs(drift) > TOLERATED_DRIFT_MICROS) originMicros += drift;
}

/** ISO 8601 in UTC with microseconds, as Opik takes times. */
export function isoTime(micros: number): string {
  const millis = Math.floor(micros / 1000);
  const rest = String(micros - millis * 1000).padStart(3, "0");
  return `${new Date(millis).toISOString().slice(0, -1)}${rest}Z`;
}
