import { isProxy } from "../../runtime/is-proxy.js";
import { type ListedKeys, mayVisit, presentWork, spendVisits } from "./write-work.js";

const MAX_ITEMS = 10_000;
const MAX_FIELDS = 1_000;

/**
 * The list itself; of one with very many items its ends, of the tail three for one of the head, with a mark between.
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

/** A copy of the first of what a Map or a Set gives: to go through all of many takes long. */
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
 * The first names of objects with very many. To list the names of 300,000 fields takes V8 80 ms, and there is no way
 * to list only the first: so it is done once for each such object, even if it changes later.
 */
const huge = new WeakMap<object, ListedKeys>();

// It is done once: something is left for what stands under the names.
const MAX_LISTING_VISITS = 40_000;

const PROXY_MEMBER_VISITS = 10;
// What has fewer members is not even asked whether it is a proxy.
const MANY_MEMBERS = 64;

/** What it costs to read one of the members: a proxy's traps are the host's code, and called several times. */
export function memberVisits(source: object, members: number): number {
  return members > MANY_MEMBERS && isProxy(source) ? PROXY_MEMBER_VISITS : 1;
}

// What takes longer to list than to find again.
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
