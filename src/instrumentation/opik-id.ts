import { nowMicros } from "../records/clock.js";
import { microsOfUuid } from "../records/iso-time.js";

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
// Opik refuses ids from the future, and the whole batch with them. Clocks of two services may differ by this much.
const MAX_AHEAD_MICROS = 60_000_000;

/** The id as Opik writes it, where Opik accepts it: a UUID of version 7 that is not from the future. */
export function opikId(text: string | undefined): string | undefined {
  const id = text?.trim().toLowerCase() ?? "";
  const micros = UUID_V7.test(id) ? microsOfUuid(id) : undefined;
  return micros !== undefined && micros <= nowMicros() + MAX_AHEAD_MICROS ? id : undefined;
}

const DAY_MICROS = 86_400_000_000;

/** The widest window of time that an Opik server can be set to. */
const WINDOW_MICROS = 45 * DAY_MICROS;

/** Whether an id of Opik's is no older than a server may allow. */
export function isInWindow(id: string): boolean {
  return (microsOfUuid(id) ?? 0) > nowMicros() - WINDOW_MICROS;
}

/**
 * Whether an id of Opik's is from the last day. One in 64 random ids has the right form, but hardly any has the right
 * time.
 */
export function isRecent(id: string): boolean {
  return (microsOfUuid(id) ?? 0) > nowMicros() - DAY_MICROS;
}

/** As W3C writes 128 bits. */
export function hexOfUuid(uuid: string): string {
  return uuid.replaceAll("-", "");
}

export function uuidOfHex(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
