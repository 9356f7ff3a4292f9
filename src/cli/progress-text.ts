const BAR_CELLS = 24;

/** `█████████░░░░░░░░░░░░░░░  38%  1,200 records`. */
export function progressText(done: number, total: number, about: string): string {
  const share = total <= 0 ? 1 : Math.min(1, done / total);
  const full = Math.round(share * BAR_CELLS);
  return `${"█".repeat(full)}${"░".repeat(BAR_CELLS - full)} ${String(Math.floor(share * 100)).padStart(3)}%  ${about}`;
}
