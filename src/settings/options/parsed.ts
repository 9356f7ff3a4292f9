/** A checked value, or what would have been allowed in its place. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly allowed: string };

export function accept<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function refuse(allowed: string): Parsed<never> {
  return { ok: false, allowed };
}
