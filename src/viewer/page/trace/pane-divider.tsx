import { signal } from "@preact/signals";

const LEAST = 25;
const MOST = 75;
const KEY_STEP = 2;

/** How much of the width the tree has, in percent. */
export const treeShare = signal(58);

function share(percent: number): void {
  treeShare.value = Math.round(Math.min(MOST, Math.max(LEAST, percent)));
}

/**
 * The divider between the tree and the side pane: it is dragged, or moved by the arrow keys, to give one of them more
 * room.
 */
export function PaneDivider() {
  return (
    <div
      class="pane-divider"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the tree"
      aria-valuenow={treeShare.value}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const { currentTarget, pointerId, clientX } = event;
        const width = currentTarget.parentElement?.clientWidth ?? 0;
        if (currentTarget.hasPointerCapture(pointerId) && width > 0) share((clientX / width) * 100);
      }}
      onKeyDown={(event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        event.preventDefault();
        share(treeShare.value + (event.key === "ArrowRight" ? KEY_STEP : -KEY_STEP));
      }}
    />
  );
}
