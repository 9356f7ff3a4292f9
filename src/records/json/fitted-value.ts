import { viewObject } from "./any-object.js";
import { type Fit, hasRoom, type Member, type Shares, settle, startShares, takeRoom } from "./fair-shares.js";
import { memberVisits } from "./few-members.js";
import { readItem, readProperty } from "./guarded-read.js";
import { isObject } from "./json-object.js";
import { type JsonText, quote, trusted } from "./json-text.js";
import type { ObjectView } from "./object-view.js";
import { describePrimitive } from "./primitive.js";
import { cutShownText } from "./shown-text.js";
import { quoteWithin } from "./text-limit.js";
import { visitObject, visitWritten, writeWhole, writtenBefore } from "./whole-value.js";
import { knownText, seenValues, visit, type WriteState, withShare } from "./write-state.js";

const MAX_KEY_LENGTH = 256;
// The share of the work that an attempt to write a value whole may use: the rest is left for cutting it when that
// fails.
const ATTEMPT_SHARE = 2 / 3;
// Keeps the first members from using up what those after them need.
const MEASURE_SHARE = 1 / 4;
// The cost of finding the room of a member.
const MEMBER_VISITS = 4;
// A value that is cut is not read to its end.
const CUT_VISITS = 30_000;
const EMPTY_ITEM: Member = { kind: "done", lead: "", text: "null" };

type ViewOf<Kind extends ObjectView["kind"]> = Extract<ObjectView, { kind: Kind }>;

/**
 * The value in at most `room` characters (at least MIN_ROOM): whole when it fits, else with its parts cut to fair
 * shares. "" = undefined.
 */
export function fitValue(state: WriteState, value: unknown, room: number): string {
  return attempt(state, value, room) ?? cutValue(state, value, room);
}

/** The value's whole text; undefined when it is longer than `room`. */
function attempt(state: WriteState, value: unknown, room: number): string | undefined {
  if (isRefused(state, value, room)) return undefined;
  const written = isObject(value) ? writtenBefore(state, value)?.text : undefined;
  if (written !== undefined) return takeWritten(state, written, room);
  const { left, work } = state;
  state.left = room;
  const text = withShare(state, ATTEMPT_SHARE, () => writeWhole(state, value));
  const fits = state.left >= 0;
  state.left = left;
  if (fits) return text;
  if (isObject(value)) seenValues(state).refused.set(value, room);
  work.visits = Math.min(work.visits, work.reserve + CUT_VISITS);
  return undefined;
}

function takeWritten(state: WriteState, text: string, room: number): string | undefined {
  if (text.length > room || !visitWritten(state, text)) return undefined;
  state.work.characters -= text.length;
  return text;
}

function isRefused({ seen }: WriteState, value: unknown, room: number): boolean {
  return seen !== undefined && seen.refused.size > 0 && isObject(value) && (seen.refused.get(value) ?? 0) >= room;
}

function cutValue(state: WriteState, value: unknown, room: number): string {
  if (typeof value === "string") return cutShownText(state, value, room);
  if (typeof value !== "object" || value === null) return cutShownText(state, describePrimitive(value), room);
  if (state.work.characters <= 0 || !visitObject(state, value)) return leftOut(state, value);
  state.ancestors.push(value);
  const known = knownText(state, value);
  const text = known === undefined ? cutView(state, viewObject(value), room) : cutKnown(state, known, room);
  state.ancestors.pop();
  return text;
}

/** A whole field keeps its form: the server takes no other. */
function leftOut({ ancestors }: WriteState, value: object): JsonText {
  const mark = quote("[left out: too large]");
  if (ancestors.length > 0) return mark;
  return trusted(Array.isArray(value) ? `[${mark}]` : `{"…":${mark}}`);
}

/** Cuts the caller's own text as the value that it represents. */
function cutKnown(state: WriteState, known: JsonText, room: number): string {
  const { knownObject } = state;
  // The caller might recognise the parsed value as one of its own again.
  state.knownObject = undefined;
  try {
    return fitValue(state, JSON.parse(known), room);
  } finally {
    state.knownObject = knownObject;
  }
}

function cutView(state: WriteState, view: ObjectView, room: number): string {
  switch (view.kind) {
    case "plain":
      return fitValue(state, view.value, room);
    case "items":
      return cutItems(state, view, room);
    case "fields":
      return cutFields(state, view, room);
  }
}

/** Keeps the ends of an array, of the tail three items for one of the head: the newest messages stand there. */
function cutItems(state: WriteState, { items, length, more }: ViewOf<"items">, room: number): string {
  const shares = startShares(room, length);
  const cost = MEMBER_VISITS * memberVisits(items, length);
  const head: Member[] = [];
  const tail: Member[] = [];
  while (head.length + tail.length < length && hasRoom(shares, "") && visit(state, cost)) {
    // Of what has more items the tail is unknown.
    const isTail = more === 0 && tail.length < 3 * (head.length + 1);
    const [end, index] = isTail ? [tail, length - 1 - tail.length] : [head, head.length];
    const member = measureMember(state, shares, "", readItem(items, index)) ?? EMPTY_ITEM;
    takeRoom(shares, member);
    end.push(member);
  }
  const cut = length + more - head.length - tail.length;
  const texts = settle(shares, [...head, ...tail.reverse()], fitWith(state));
  if (cut > 0) texts.splice(head.length, 0, quote(`[${cut} items cut]`));
  return `[${texts.join(",")}]`;
}

function cutFields(state: WriteState, { source, keys, more }: ViewOf<"fields">, room: number): string {
  const shares = startShares(room, keys.length);
  const cost = MEMBER_VISITS * memberVisits(source, keys.length);
  const members: Member[] = [];
  let seen = 0;
  for (const key of keys) {
    const lead = `${quoteWithin(key, MAX_KEY_LENGTH)}:`;
    if (!hasRoom(shares, lead) || !visit(state, cost)) break;
    seen += 1;
    const member = measureMember(state, shares, lead, readProperty(source, key));
    if (member === undefined) continue;
    takeRoom(shares, member);
    members.push(member);
  }
  const texts = settle(shares, members, fitWith(state));
  const cut = keys.length + more - seen;
  if (cut > 0) texts.push(`"…":${quote(`[${cut} keys cut]`)}`);
  return `{${texts.join(",")}}`;
}

/** One member as far as its share goes; undefined when its value is undefined. */
function measureMember(state: WriteState, shares: Shares, lead: string, value: unknown): Member | undefined {
  const text = withShare(state, MEASURE_SHARE, () => attempt(state, value, shares.share));
  if (text === "") return undefined;
  return text === undefined ? { kind: "waiting", lead, value } : { kind: "done", lead, text };
}

function fitWith(state: WriteState): Fit {
  return {
    fit: (value, room, waiting) => withShare(state, 1 / waiting, () => fitValue(state, value, room)),
    cut: (value, room) => cutValue(state, value, room),
  };
}
