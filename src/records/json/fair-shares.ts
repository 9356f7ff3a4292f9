import { MIN_ROOM } from "./text-limit.js";

// Room for the brackets and for what says how many members were cut.
const CUT_NOTE_ROOM = 48;
// Half of the room is promised in equal shares to at most this many members.
const MAX_SHARES = 64;

/** One member of an object or array that is being cut. `lead` is the text before its value. */
export type Member =
  | { readonly kind: "done"; readonly lead: string; readonly text: string }
  /** Too long for a share: it gets its part of what the others leave. */
  | { readonly kind: "waiting"; readonly lead: string; readonly value: unknown };

/** The room of one object or array, as it is given away to its members. */
export interface Shares {
  /** What each member may use immediately, and what a waiting one is sure to get. */
  readonly share: number;
  left: number;
}

/** How a member that waits gets into its room. */
export interface Fit {
  /** Whole when it fits, otherwise cut. `waiting`: how many wait, including this one: they share the work, too. */
  readonly fit: (value: unknown, room: number, waiting: number) => string;
  /** Cut immediately, for what is known not to fit. */
  readonly cut: (value: unknown, room: number, waiting: number) => string;
}

export function startShares(room: number, members: number): Shares {
  const left = room - CUT_NOTE_ROOM;
  return { left, share: Math.max(MIN_ROOM, Math.floor(left / (2 * Math.min(Math.max(members, 1), MAX_SHARES)))) };
}

/** Whether one more member, of any length, can be kept. */
export function hasRoom(shares: Shares, lead: string): boolean {
  return shares.left >= lead.length + 1 + shares.share;
}

/** Reserves the room for a member; for one that waits, its share. */
export function takeRoom(shares: Shares, member: Member): void {
  shares.left -= member.lead.length + 1 + (member.kind === "done" ? member.text.length : shares.share);
}

/** The texts of all members; the ones that wait divide evenly what is left. */
export function settle(shares: Shares, members: readonly Member[], { fit, cut }: Fit): string[] {
  let waiting = members.reduce((count, member) => count + (member.kind === "waiting" ? 1 : 0), 0);
  let room = shares.left + waiting * shares.share;
  // The only long member cannot fit whole, or all of them would have.
  const place = waiting === 1 ? cut : fit;
  return members.map((member) => {
    if (member.kind === "done") return member.lead + member.text;
    const text = place(member.value, Math.floor(room / waiting), waiting) || "null";
    room -= text.length;
    waiting -= 1;
    return member.lead + text;
  });
}
