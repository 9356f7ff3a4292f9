/** The names of an object's fields. */
export interface ListedKeys {
  readonly keys: readonly string[];
  /** How many there are beyond those. */
  readonly more: number;
}

// Beyond this, no object fits into a record.
const MAX_LISTED = 50_000;
const KEPT = 10_000;

/**
 * The first names of objects with very many. To list the names of 300,000 fields takes V8 80 ms, and there is no way
 * to list only the first: so it is done once for each such object, even if it changes later.
 */
const huge = new WeakMap<object, ListedKeys>();

const NONE: ListedKeys = { keys: [], more: 0 };

/** May throw when `source` is a proxy. */
export function listKeys(source: object): ListedKeys {
  const known = huge.get(source);
  if (known !== undefined) return known;
  if (hasOnlyItems(source)) return NONE;
  const keys = Object.keys(source);
  if (keys.length <= MAX_LISTED) return { keys, more: 0 };
  const listed = { keys: keys.slice(0, KEPT), more: keys.length - KEPT };
  huge.set(source, listed);
  return listed;
}

/** Bytes, numbers and the characters of a boxed text are no fields. */
export function hasOnlyItems(source: object): boolean {
  return ArrayBuffer.isView(source) || source instanceof String;
}

/** Whether the object has so many fields, and no more. */
export function hasFields(source: object, count: number): boolean {
  const { keys, more } = listKeys(source);
  return keys.length === count && more === 0;
}
