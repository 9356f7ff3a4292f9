import { isProxy } from "../../runtime/is-proxy.js";
import { type ListedKeys, mayVisit, presentWork, spendVisits } from "./write-work.js";

const MAX_ITEMS = 10_000;
const MAX_FIELDS = 1_000;

/**
 * The list itself, or the two ends of one with very many items: three of the tail for each of the head, with a mark
 * between.
 */
export function fewItems(list: readonly unknown[], most = MAX_ITEMS): readonly unknown[] {
  const { length } = list;
  if (length <= most) return list;
  const kept: unknown[] = [];
  const head = most >> 2;
  for (let index = 0; index < head; index++) kept.push(list[index]);
  kept.push(`[${length - most} items cut]`);
  for (let index = length - (most - head); index < length; index++) kept.push(list[index]);
  return kept;
}

/** The object itself; of one with very many fields a copy with the first, and a mark. */
export function fewFields(
  source: Readonly<Record<string, unknown>>,
  most = MAX_FIELDS,
): Readonly<Record<string, unknown>> {
  if (hasOnlyItems(source)) return {};
  if (!mayVisit()) return { "…": "[left out: too large]" };
  const { keys, more } = listKeys(source);
  if (keys.length <= most) return source;
  const kept = keys.slice(0, most).map((key): [string, unknown] => [key, source[key]]);
  // fromEntries defines fields, so that a field named __proto__ stays a field.
  return Object.fromEntries([...kept, ["…", `[${keys.length + more - most} keys cut]`]]);
}

/** A copy of the first entries of a Map or a Set: going through very many takes long. */
export function firstOf<Item>(items: Iterable<Item>, most = MAX_ITEMS): Item[] {
  const first: Item[] = [];
  for (const item of items) {
    if (first.length === most) break;
    first.push(item);
  }
  spendVisits(first.length);
  return first;
}

// Beyond this, no object fits into a record.
const MAX_LISTED = 50_000;
const KEPT = 10_000;

/**
 * The first field names of objects with very many. Listing the names of 300,000 fields takes V8 80 ms, and there is no
 * way to list only the first, so it is done once for each such object, even if the object changes later.
 */
const huge = new WeakMap<object, ListedKeys>();

// Done only once, so that some of the work is left for the values under the names.
const MAX_LISTING_VISITS = 40_000;

const PROXY_MEMBER_VISITS = 10;
// Objects with fewer members are not even checked for being a proxy.
const MANY_MEMBERS = 64;

/** The cost of reading one of the members: a proxy's traps are the host's code, and are called several times. */
export function memberVisits(source: object, members: number): number {
  return members > MANY_MEMBERS && isProxy(source) ? PROXY_MEMBER_VISITS : 1;
}

// Objects whose names take longer to list than to look up again.
const MANY = 1_000;

const NONE: ListedKeys = { keys: [], more: 0 };

/** May throw when `source` is a proxy. */
export function listKeys(source: object): ListedKeys {
  const work = presentWork();
  const known = work?.listed?.get(source) ?? huge.get(source);
  if (known !== undefined) return known;
  if (hasOnlyItems(source)) return NONE;
  const keys = Object.keys(source);
  spendVisits(Math.min(keys.length * memberVisits(source, keys.length), MAX_LISTING_VISITS));
  if (keys.length > MAX_LISTED) {
    const listed = { keys: keys.slice(0, KEPT), more: keys.length - KEPT };
    huge.set(source, listed);
    return listed;
  }
  const listed = { keys, more: 0 };
  if (keys.length > MANY && work !== undefined) work.listed = (work.listed ?? new Map()).set(source, listed);
  return listed;
}

/** Bytes, numbers and the characters of a boxed text are no fields. */
function hasOnlyItems(source: object): boolean {
  return ArrayBuffer.isView(source) || source instanceof String;
}

/** Whether the object has so many fields, and no more. */
export function hasFields(source: object, count: number): boolean {
  const { keys, more } = listKeys(source);
  return keys.length === count && more === 0;
}
