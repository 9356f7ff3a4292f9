import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** The actions of keys by their names: `j`, `Enter`, `?`, or two in a row such as `g t`. */
export type KeyActions = Readonly<Record<string, () => void>>;

const TWO_KEYS_WITHIN_MS = 1_500;

/** Listens while the component is shown, wherever the focus is, but not while something is typed. */
export function useKeys(actions: KeyActions): void {
  const held = useRef(actions);
  held.current = actions;
  useEffect(() => {
    let first: { readonly key: string; readonly atMs: number } | undefined;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTheirs(event)) return;
      const pair =
        first !== undefined && event.timeStamp - first.atMs < TWO_KEYS_WITHIN_MS ? `${first.key} ${event.key}` : "";
      first = { key: event.key, atMs: event.timeStamp };
      const action = held.current[pair] ?? held.current[event.key];
      if (action === undefined) return;
      first = undefined;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", listen);
    return () => {
      window.removeEventListener("keydown", listen);
    };
  }, []);
}

/** Gives the keys back to the page. A browser would also empty a search field, and what it searched for would be gone. */
export function leaveOnEscape(event: TargetedKeyboardEvent<HTMLElement>): void {
  if (event.key !== "Escape") return;
  event.preventDefault();
  event.currentTarget.blur();
}

const SCROLLING_KEYS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"];

/** Whether the key belongs to the element with the focus: it is typed there, presses it or scrolls it. */
function isTheirs({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("input, select, textarea, dialog[open]") !== null) return true;
  if (key === "Enter") return target.closest("a, button, summary, [role=button]") !== null;
  return SCROLLING_KEYS.includes(key) && target.closest("[data-scrolls]") !== null;
}
