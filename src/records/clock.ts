import { systemClock } from "../runtime/system-clock.js";

// The two clocks disagree by this much only after the machine slept or its time was set.
const TOLERATED_DRIFT_MICROS = 50_000;

let originMicros = wallMicros() - monotonicMicros();

function wallMicros(): number {
  return systemClock.wallTimeMs() * 1000;
}

function monotonicMicros(): number {
  return systemClock.elapsedMs() * 1000;
}

/** Microseconds since 1970, from the monotonic clock: later calls never give less. */
export function nowMicros(): number {
  return Math.floor(originMicros + monotonicMicros());
}

/**
 * Follows the wall clock again after a sleep or a change of the machine's time. Called when a trace starts, so that the
 * times within a trace agree: only traces that were open during such a change show it.
 */
export function alignClock(): void {
  const drift = wallMicros() - nowMicros();
  if (Math.abs(drift) > TOLERATED_DRIFT_MICROS) originMicros += drift;
}

let formattedSecond = -1;
let secondText = "";

/** ISO 8601 in UTC with microseconds, as Opik takes times. */
export function isoTime(micros: number): string {
  const second = Math.floor(micros / 1_000_000);
  // Most times of a program are in the same second, and formatting the date is the costly part.
  if (second !== formattedSecond) {
    formattedSecond = second;
    secondText = systemClock.isoText(second * 1000).slice(0, 20);
  }
  return `${secondText}${String(1_000_000 + micros - second * 1_000_000).slice(1)}Z`;
}
