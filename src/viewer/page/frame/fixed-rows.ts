import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

// How many rows beyond the edges are also drawn, so that fast scrolling shows no gaps.
const AHEAD = 8;

interface CurrentRow {
  /** -1 where there is none. */
  readonly at: number;
  /** The id of its element. */
  readonly id: string;
}

interface GridProps {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly tabIndex: 0;
  readonly "aria-rowcount": number;
  readonly "aria-activedescendant": string | undefined;
  readonly onScroll: () => void;
}

export interface FixedRows {
  readonly box: RefObject<HTMLDivElement | null>;
  /** For the box, where it is a grid: so many rows are heads, and one row is the current one. */
  readonly gridProps: (heads: number, current: CurrentRow) => GridProps;
  /** Index of the first row that is drawn. */
  readonly from: number;
  /** Index after the last. */
  readonly to: number;
  readonly onScroll: () => void;
  /** Scrolls just far enough to show the row. */
  readonly show: (index: number) => void;
}

/**
 * Which of many rows of equal height are drawn in a scrolling box. `above` is the height of the content above the first
 * row, which stays in place.
 */
export function useFixedRows(count: number, rowHeight: number, above = 0): FixedRows {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 0 });
  const measure = () => {
    const { current } = box;
    if (current === null) return;
    const { scrollTop: top, clientHeight: height } = current;
    setView((before) => (before.top === top && before.height === height ? before : { top, height }));
  };
  useLayoutEffect(() => {
    const { current } = box;
    if (current === null) return;
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, []);
  const first = Math.floor(view.top / rowHeight);
  const fitting = Math.ceil(view.height / rowHeight);
  const from = Math.max(0, Math.min(first, count) - AHEAD);
  const to = Math.min(count, Math.max(0, first) + fitting + AHEAD + 1);
  return {
    box,
    from,
    to,
    gridProps: (heads, { at, id }) => ({
      ref: box,
      tabIndex: 0,
      "aria-rowcount": count + heads,
      "aria-activedescendant": at >= from && at < to ? id : undefined,
      onScroll: measure,
    }),
    onScroll: measure,
    show: (index) => {
      const { current } = box;
      if (current === null) return;
      const top = index * rowHeight;
      if (current.scrollTop > top) current.scrollTop = top;
      const bottom = above + top + rowHeight - current.clientHeight;
      if (current.scrollTop < bottom) current.scrollTop = bottom;
    },
  };
}
