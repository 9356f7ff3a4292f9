import { signal } from "@preact/signals";

const query = window.matchMedia("(max-width: 720px)");

/** Whether the page is as narrow as on a phone: the same width at which the styles change. */
export const isNarrow = signal(query.matches);

query.addEventListener("change", () => {
  isNarrow.value = query.matches;
});
