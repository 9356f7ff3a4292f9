/** Days since 1970 in UTC. */
export type Day = number;

export const DAY_MS = 86_400_000;

/** The day of a time in milliseconds since 1970. */
export function dayOf(timeMs: number): Day {
  return Math.floor(timeMs / DAY_MS);
}

/** The day in the first 48 bits of an id, as in UUIDs of version 7. Any other UUID yields one, too. */
export function dayOfId(id: string): Day {
  return dayOf(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

/** The first id of a day: exactly the ids from this one up to the first of the next day belong to it. */
export function firstIdOf(day: Day): string {
  const time = (day * DAY_MS).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

/** As in `20260301`. */
export function dayName(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10).replaceAll("-", "");
}

/** The day of a name such as `20260301`; undefined for any other text. */
export function dayOfName(name: string): Day | undefined {
  const [, year, month, date] = /^(\d{4})(\d\d)(\d\d)$/.exec(name) ?? [];
  return year === undefined ? undefined : dayOf(Date.UTC(Number(year), Number(month) - 1, Number(date)));
}
