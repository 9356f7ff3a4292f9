import type { KeyActions } from "./keys.js";

/** The keys that move through rows: `at` is the index of the selected row, -1 where none is selected. */
export function rowKeys(at: number, count: number, goTo: (index: number) => void): KeyActions {
  const next = () => goTo(at + 1);
  const previous = () => goTo(at - 1);
  return {
    j: next,
    k: previous,
    ArrowDown: next,
    ArrowUp: previous,
    Home: () => goTo(0),
    End: () => goTo(count - 1),
  };
}
