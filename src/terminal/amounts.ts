const MICROS_PER_MILLI = 1_000;
const MICROS_PER_SECOND = 1_000_000;

/** A duration with about three figures, such as `840 µs`, `4.2 ms`, `3.42 s` or `2 m 05 s`. */
export function durationText(micros: number): string {
  const seconds = Math.round(micros / MICROS_PER_SECOND);
  if (micros < MICROS_PER_MILLI) return `${Math.round(micros)} µs`;
  if (micros < 9_950) return `${(micros / MICROS_PER_MILLI).toFixed(1)} ms`;
  if (micros < 999_500) return `${Math.round(micros / MICROS_PER_MILLI)} ms`;
  if (micros < 59_950_000) return `${(micros / MICROS_PER_SECOND).toFixed(micros < 9_995_000 ? 2 : 1)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${twoDigits(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${twoDigits(Math.floor((seconds % 3600) / 60))} m`;
}

/** The same of milliseconds. */
export function millisText(milliseconds: number): string {
  return durationText(milliseconds * MICROS_PER_MILLI);
}

/** `1,204`: grouped the same everywhere, whatever the machine's language. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

/** `1 tool`, `3 tools`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
