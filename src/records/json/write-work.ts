/**
 * What one write may still do, whether or not what it looks at gets into the record: attempts that are given
 * up count, too. A write inside another one, such as of a message, draws from the same.
 */
export interface WriteWork {
  /** Members read, keys listed and objects looked at. */
  visits: number;
  /** Visits that are left to what comes after the present attempt or member. */
  reserve: number;
  /** Characters written. */
  characters: number;
  /** Characters of texts that are not written as they are, but looked at. */
  looks: number;
  /** Objects looked at. */
  objects: number;
}

const VISITS = 120_000;
/** As a multiple of the longest field. */
const WRITTEN = 4;
/**
 * A text that was put together from pieces is copied when it is first looked at, all of it: V8 takes 7 ns a character.
 */
export const MAX_LOOKED_AT = 6_000_000;

let running: WriteWork | undefined;

/** Does a write with the work of the one around it, or with its own. */
export function withWork<Result>(maxFieldLength: number, write: (work: WriteWork) => Result): Result {
  const around = running;
  running ??= { visits: VISITS, reserve: 0, characters: maxFieldLength * WRITTEN, looks: MAX_LOOKED_AT, objects: 0 };
  try {
    return write(running);
  } finally {
    running = around;
  }
}
