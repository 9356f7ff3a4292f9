/**
 * The work that one write may still do, whether or not the result gets into the record: attempts that are given up
 * count, too. A write inside another one, such as of a message, shares its budget.
 */
export interface WriteWork extends SharedWork {
  /** Visits reserved for what comes after the present attempt or member. */
  reserve: number;
  /** Visits that it may do in all. */
  readonly granted: number;
  /** Visits that may still be done beyond what one part of the value may use: one step cannot be stopped half-way. */
  excess: number;
  /** Characters written. */
  characters: number;
  /** Characters of texts that are not written as they are, but looked at. */
  looks: number;
  /** Objects looked at. */
  objects: number;
}

/**
 * A visit is the cost of reading a member, of listing a key or of looking at a third of an object. Anything that takes
 * longer, such as converting a bigint to digits, counts as several.
 */
interface SharedWork {
  visits: number;
  /** Objects of many fields whose names were listed: made with the first. */
  listed: Map<object, ListedKeys> | undefined;
  /** The prototypes of the instances that were looked at: made with the first. */
  classes: Set<object> | undefined;
}

/** The names of an object's fields. */
export interface ListedKeys {
  readonly keys: readonly string[];
  /** How many there are beyond those. */
  readonly more: number;
}

/** Of one write. */
const VISITS = 120_000;
/** Of all writes of one callback. */
const CALLBACK_VISITS = 160_000;
/** What the first members have to leave for those after them. */
const WRITE_SHARE = 3 / 4;
/** What each write may do, whatever the writes before it did: ordinary metadata takes a tenth of it. */
const LEAST_VISITS = 3_000;
/** Of one write, beyond the parts that its members may use. */
const EXCESS_VISITS = 40_000;
/** As a multiple of the longest field. */
const WRITTEN = 4;
/**
 * A text that was concatenated from pieces is copied whole when it is first read: V8 takes 1 ns a character, and more
 * where the pieces are short.
 */
export const MAX_LOOKED_AT = 6_000_000;

let callback: SharedWork | undefined;
let running: WriteWork | undefined;

/** Does all that a callback asks for with one budget: the writes in it share what one alone may do. */
export function withCallbackWork<Result>(work: () => Result): Result {
  const around = callback;
  callback ??= { visits: CALLBACK_VISITS, listed: undefined, classes: undefined };
  try {
    return work();
  } finally {
    callback = around;
  }
}

/** Does a write with the budget of the write around it, or with its share of the callback's budget. */
export function withWork<Result>(maxFieldLength: number, write: (work: WriteWork) => Result): Result {
  if (running !== undefined) return write(running);
  const work = startWork(maxFieldLength, grantedVisits());
  running = work;
  try {
    return write(work);
  } finally {
    if (callback !== undefined) callback.visits -= work.granted - work.visits + EXCESS_VISITS - work.excess;
    running = undefined;
  }
}

function startWork(maxFieldLength: number, visits: number): WriteWork {
  const characters = maxFieldLength * WRITTEN;
  return {
    visits,
    granted: visits,
    listed: undefined,
    classes: undefined,
    reserve: 0,
    excess: EXCESS_VISITS,
    characters,
    looks: MAX_LOOKED_AT,
    objects: 0,
  };
}

function grantedVisits(): number {
  if (callback === undefined) return VISITS;
  return Math.max(LEAST_VISITS, Math.min(VISITS, callback.visits * WRITE_SHARE));
}

/** Counts a step that cannot be stopped half-way, or that is done where no write is at hand. */
export function spendVisits(visits: number): void {
  if (running !== undefined) spendOf(running, visits);
  else if (callback !== undefined) callback.visits -= visits;
}

/** One member of a value may cost more than its part, once: it does not take anything from those after it. */
function spendOf(work: WriteWork, visits: number): void {
  const beyond = Math.min(visits - (work.visits - work.reserve), visits);
  const forgiven = beyond > 0 && beyond <= work.excess ? beyond : 0;
  work.excess -= forgiven;
  work.visits -= visits - forgiven;
}

/** Whether more may be looked at, where no write is at hand. */
export function mayVisit(): boolean {
  if (running !== undefined) return running.visits > running.reserve;
  return callback === undefined || callback.visits > 0;
}

/** How much of what the present callback or write may do is done. */
export function spentVisits(): number {
  const ofCallback = callback === undefined ? 0 : CALLBACK_VISITS - callback.visits;
  return running === undefined ? ofCallback : ofCallback + running.granted - running.visits;
}

/** All that a callback asks for, or one write. */
export function presentWork(): SharedWork | undefined {
  return callback ?? running;
}
