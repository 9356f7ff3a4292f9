import type { TraceModel } from "./trace-model.js";

/** The match after or before the selected span in the order of the tree, from the other end where there is none. */
export function nextMatch({ matches, selected }: TraceModel, step: 1 | -1): string | undefined {
  const ids = matches.value;
  const at = ids.indexOf(selected.value?.id ?? "");
  if (at < 0) return step > 0 ? ids[0] : ids.at(-1);
  return ids[(at + step + ids.length) % ids.length];
}
