import { countText } from "../text/amounts.js";
import { wholeTimeText } from "../text/times.js";
import type { OpenTraceList } from "./trace-list.js";

/** How far a search has come that goes on by itself. */
export function SearchProgress({ list }: { readonly list: OpenTraceList }) {
  const progress = list.progress.value;
  if (progress.state === "complete") return null;
  const isSearching = progress.state === "searching";
  return (
    <div class="search-progress">
      <span role="status">{isSearching ? "Searching older traces" : "The search was stopped"}</span>
      <span class="faint">
        searched back to {wholeTimeText(progress.until)}, {countText(list.rows.value.length)} found
      </span>
      <button type="button" class="button small" onClick={isSearching ? list.stopSearch : list.goOn}>
        {isSearching ? "Stop" : "Go on"}
      </button>
    </div>
  );
}
