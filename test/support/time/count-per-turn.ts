import { onTestFinished } from "vitest";

interface TurnCount {
  /** The most that was counted between two turns of the event loop. */
  readonly most: number;
  count(): void;
}

/** Counts what is done before other work of the process has its turn, until the test is over. */
export function countPerTurn(): TurnCount {
  let [current, most] = [0, 0];
  let turn = setImmediate(nextTurn);
  function nextTurn() {
    current = 0;
    turn = setImmediate(nextTurn);
  }
  onTestFinished(() => {
    clearImmediate(turn);
  });
  return {
    get most() {
      return most;
    },
    count() {
      current += 1;
      most = Math.max(most, current);
    },
  };
}
