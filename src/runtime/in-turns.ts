import { systemClock } from "./system-clock.js";

/** So many items are a millisecond of work, or less. */
const ITEMS_A_TURN = 1_000;

/** Resolves when the host has had its turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    systemClock.after(0, resolve, { keepsProcess: true });
  });
}

/** Does the work for each item, and lets the host have its turns in between where there are many. */
export async function eachInTurns<Item>(items: readonly Item[], work: (item: Item) => void): Promise<void> {
  for (let start = 0; start < items.length; start += ITEMS_A_TURN) {
    if (start > 0) await nextTurn();
    for (const item of items.slice(start, start + ITEMS_A_TURN)) work(item);
  }
}

/** The items in order, sorted in the same way. */
export async function sortedInTurns<Item>(
  items: readonly Item[],
  compare: (one: Item, other: Item) => number,
): Promise<readonly Item[]> {
  if (items.length <= ITEMS_A_TURN) return items.toSorted(compare);
  const half = Math.ceil(items.length / 2);
  const first = await sortedInTurns(items.slice(0, half), compare);
  const second = await sortedInTurns(items.slice(half), compare);
  return merged(first, second, compare);
}

async function merged<Item>(
  first: readonly Item[],
  second: readonly Item[],
  compare: (one: Item, other: Item) => number,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let done = 0;
  await eachInTurns(first, (item) => {
    for (let other = second[done]; other !== undefined && compare(other, item) < 0; other = second[done]) {
      all.push(other);
      done += 1;
    }
    all.push(item);
  });
  return [...all, ...second.slice(done)];
}
