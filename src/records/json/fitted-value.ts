import { viewObject } from "./any-object.js";
import { type Fit, hasRoom, type Member, type Shares, settle, startShares, takeRoom } from "./fair-shares.js";
import { readItem, readProperty } from "./guarded-read.js";
import type { ObjectView } from "./object-view.js";
import { describePrimitive } from "./primitive.js";
import { type JsonText, quote } from "./quoted-text.js";
import { quoteWithin } from "./text-limit.js";
import { shownText, writeWhole } from "./whole-value.js";
import { knownText, type WriteState } from "./write-state.js";

const MAX_KEY_LENGTH = 256;
const EMPTY_ITEM: Member = { kind: "done", lead: "", text: "null" };

/** The value in at most `room` characters (at least MIN_ROOM): whole when it fits, else with its parts cut to fair shares. "" = undefined. */
export function fitValue(state: WriteState, value: unknown, room: number): string {
  return attempt(state, value, room) ?? cutValue(state, value, room);
}

/** The value's whole text; undefined when it is longer than `room`. */
function attempt(state: WriteState, value: unknown, room: number): string | undefined {
  const outer = state.left;
  state.left = room;
  const text = writeWhole(state, value);
  const fits = state.left >= 0;
  state.left = outer;
  return fits ? text : undefined;
}

function cutValue(state: WriteState, value: unknown, room: number): string {
  if (typeof value === "string") return quoteWithin(shownText(state, value), room);
  if (typeof value !== "object" || value === null) return quoteWithin(describePrimitive(value), room);
  if (state.effort <= 0) return quote("[left out: too large]");
  state.ancestors.push(value);
  const known = knownText(state, value);
  const text = known === undefined ? cutView(state, viewObject(value), room) : cutKnown(state, known, room);
  state.ancestors.pop();
  return text;
}

/** Cuts the caller's own text as the value that it says. */
function cutKnown(state: WriteState, known: JsonText, room: number): string {
  const { knownObject } = state;
  // The caller might take the parsed value for one of its own once more.
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
      return cutItems(state, view.items, view.length, room);
    case "fields":
      return cutFields(state, view.source, view.keys, room);
  }
}

/** Keeps the ends of an array, of the tail three items for one of the head: the newest messages stand there. */
function cutItems(state: WriteState, items: ArrayLike<unknown>, length: number, room: number): string {
  const shares = startShares(room, length);
  const head: Member[] = [];
  const tail: Member[] = [];
  while (head.length + tail.length < length && hasRoom(shares, "")) {
    const [end, index] = tail.length < 3 * (head.length + 1) ? [tail, length - 1 - tail.length] : [head, head.length];
    const member = measureMember(state, shares, "", readItem(items, index)) ?? EMPTY_ITEM;
    takeRoom(shares, member);
    end.push(member);
  }
  const cut = length - head.length - tail.length;
  const texts = settle(shares, [...head, ...tail.reverse()], fitWith(state));
  if (cut > 0) texts.splice(head.length, 0, quote(`[${cut} items cut]`));
  return `[${texts.join(",")}]`;
}

function cutFields(
  state: WriteState,
  source: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  room: number,
): string {
  const shares = startShares(room, keys.length);
  const members: Member[] = [];
  let seen = 0;
  for (const key of keys) {
    const lead = `${quoteWithin(key, MAX_KEY_LENGTH)}:`;
    if (!hasRoom(shares, lead)) break;
    seen += 1;
    const member = measureMember(state, shares, lead, readProperty(source, key));
    if (member === undefined) continue;
    takeRoom(shares, member);
    members.push(member);
  }
  const texts = settle(shares, members, fitWith(state));
  if (seen < keys.length) texts.push(`"…":${quote(`[${keys.length - seen} keys cut]`)}`);
  return `{${texts.join(",")}}`;
}

/** One member as far as its share goes; undefined when its value is undefined. */
function measureMember(state: WriteState, shares: Shares, lead: string, value: unknown): Member | undefined {
  const text = attempt(state, value, shares.share);
  if (text === "") return undefined;
  return text === undefined ? { kind: "waiting", lead, value } : { kind: "done", lead, text };
}

function fitWith(state: WriteState): Fit {
  return {
    fit: (value, room) => fitValue(state, value, room),
    cut: (value, room) => cutValue(state, value, room),
  };
}
