/** Numbers from 0 up to 1; the same seed gives the same ones (mulberry32). */
export type Dice = () => number;

export function dice(seed: number): Dice {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from 0 up to `below`. */
export function wholeBelow(random: Dice, below: number): number {
  return Math.floor(random() * below);
}

export function oneOf<Side>(random: Dice, sides: readonly [Side, ...Side[]]): Side {
  return sides[wholeBelow(random, sides.length)] ?? sides[0];
}
