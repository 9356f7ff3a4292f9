import { systemClock } from "./system-clock.js";

/** This many items take a millisecond or less. */
const ITEMS_A_TURN = 1_000;

/** Resolves after the host's event loop has had a turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    systemClock.after(0, resolve, { keepsProcess: true });
  });
}

/** Does the work for each item, and lets the host's event loop run in between where there are many. */
export async function eachInTurns<Item>(items: Iterable<Item>, work: (item: Item) => void): Promise<void> {
  let done = 0;
  for (const item of items) {
    if (done > 0 && done % ITEMS_A_TURN === 0) await nextTurn();
    work(item);
    done += 1;
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
  await nextTurn();
  const second = await sortedInTurns(items.slice(half), compare);
  await nextTurn();
  const all: Item[] = [];
  await eachInTurns(merged(first, second, compare), (item) => all.push(item));
  return all;
}

function* merged<Item>(
  first: readonly Item[],
  second: readonly Item[],
  compare: (one: Item, other: Item) => number,
): Generator<Item> {
  let done = 0;
  for (const item of first) {
    for (let other = second[done]; other !== undefined && compare(other, item) < 0; other = second[done]) {
      yield other;
      done += 1;
    }
    yield item;
  }
  yield* second.slice(done);
}
