const MANY_TIMES = 3;

/** How much more or less the second is: `+12%`, `−40%`, `×4.1`; empty where that says nothing. */
export function changeText(before: number | undefined, now: number | undefined): string {
  if (before === undefined || now === undefined || before <= 0) return "";
  const share = now / before;
  if (share >= MANY_TIMES) return `×${share.toFixed(1)}`;
  const percent = Math.round((share - 1) * 100);
  if (percent === 0) return "";
  return percent > 0 ? `+${percent}%` : `−${-percent}%`;
}
