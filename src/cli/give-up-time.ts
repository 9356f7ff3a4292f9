import { spanOfTimeMs } from "../store/read/time-window.js";
import { durationText } from "../terminal/amounts.js";

const DEFAULT_TIME = "60s";

/** The flag of commands that send. */
export const GIVE_UP_FLAG = [
  "--give-up-after <time>",
  "stops when the server has accepted nothing for this long, such as 10s or 5m",
  DEFAULT_TIME,
] as const;

/** @throws StoreError `bad_option` that names the flag */
export function giveUpMs(given: string = DEFAULT_TIME): number {
  return spanOfTimeMs("--give-up-after", given);
}

/** Printed before the first request: what is sent where, and when that ends. */
export function sendingText(amount: string, place: string, timeMs: number): string {
  return `sending ${amount} to ${place}; gives up when nothing is accepted for ${durationText(timeMs * 1000)}`;
}

/** `, no answer yet: connect ECONNREFUSED`, or nothing if requests are answered. */
export function failureText(message: string | undefined): string {
  return message === undefined ? "" : `; the newest request failed: ${message}`;
}
