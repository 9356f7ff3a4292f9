const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(?:Z|[+-]\d\d:?\d\d)$/i;

/**
 * Microseconds since 1970 of an ISO 8601 time with its zone; undefined for any other text, or for a time before the
 * year 1.
 */
export function microsOfIso(text: unknown): number | undefined {
  const match = typeof text === "string" ? ISO_TIME.exec(text) : null;
  if (match === null) return undefined;
  const fraction = match[1] ?? "";
  const millis = Date.parse(fraction === "" ? match[0] : match[0].replace(`.${fraction}`, ""));
  if (Number.isNaN(millis) || !inRange(millis)) return undefined;
  return millis * 1000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
}

const YEAR_1_MILLIS = -62_135_596_800_000;
const YEAR_10000_MILLIS = 253_402_300_800_000;

/** The years that ISO 8601 and PostgreSQL write alike. */
function inRange(millis: number): boolean {
  return millis >= YEAR_1_MILLIS && millis < YEAR_10000_MILLIS;
}

/** The time in a UUID of version 7, in microseconds but exact only to the millisecond; undefined for another UUID. */
export function microsOfUuid(uuid: string): number | undefined {
  if (uuid[14] !== "7") return undefined;
  const millis = Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
  return inRange(millis) ? millis * 1000 : undefined;
}
