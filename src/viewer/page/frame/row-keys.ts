import type { KeyActions } from "./keys.js";

/** The keys that go through rows: `at` is the place of the selected one, -1 where none is. */
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
