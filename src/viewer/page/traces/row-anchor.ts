import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { TraceRow } from "../../page-api/page-data.js";

interface Anchor {
  /** The number of rows that have come above the ones being read. */
  readonly newAbove: number;
  readonly onScroll: () => void;
  readonly onPointerEnter: () => void;
  readonly onPointerLeave: () => void;
  readonly toTop: () => void;
}

/** Keeps the first row in sight where it is when rows come above it, as long as somebody is reading. */
export function useAnchor(
  box: { current: HTMLDivElement | null },
  rows: readonly TraceRow[],
  rowHeight: number,
): Anchor {
  const [newAbove, setNewAbove] = useState(0);
  const isPointerIn = useRef(false);
  const before = useRef(rows);

  useLayoutEffect(() => {
    const { current } = box;
    const old = before.current;
    before.current = rows;
    if (current === null || old === rows) return;
    const isRead = current.scrollTop > 0 || isPointerIn.current || current.contains(document.activeElement);
    if (!isRead) return;
    const firstId = old[Math.floor(current.scrollTop / rowHeight)]?.id;
    const oldIndex = old.findIndex(({ id }) => id === firstId);
    const newIndex = rows.findIndex(({ id }) => id === firstId);
    if (newIndex < 0 || newIndex === oldIndex) return;
    current.scrollTop += (newIndex - oldIndex) * rowHeight;
    setNewAbove((count) => Math.max(0, count + newIndex - oldIndex));
  }, [rows, rowHeight]);

  return {
    newAbove,
    onScroll: () => {
      const top = box.current?.scrollTop ?? 0;
      setNewAbove((count) => Math.min(count, Math.ceil(top / rowHeight)));
    },
    onPointerEnter: () => {
      isPointerIn.current = true;
    },
    onPointerLeave: () => {
      isPointerIn.current = false;
    },
    toTop: () => {
      box.current?.scrollTo({ top: 0 });
    },
  };
}
