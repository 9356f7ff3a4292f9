import { millisText, moneyText } from "../text/amounts.js";
import { wholeTimeText } from "../text/times.js";
import { visibleText } from "../text/visible-text.js";
import { clearFilter, FILTER_WORDS, type FilterName, setFilter, traceFilter } from "./trace-filter.js";

// These have buttons or the search field, which show that they are on.
const SHOWN_ELSEWHERE: readonly FilterName[] = ["text", "failed", "retried", "fellBack", "open"];

/** The filters of the list, each with a button to remove it. */
export function FilterChips() {
  const filter = traceFilter.value;
  const shown = Object.entries(filter).flatMap(([name, value]) => (isChip(name) ? [{ name, value }] : []));
  if (shown.length === 0) return null;
  return (
    <ul class="chips" aria-label="Filters">
      {shown.map(({ name, value }) => (
        <li key={name}>
          <button
            type="button"
            class="chip"
            aria-label={`Remove the filter ${FILTER_WORDS[name]} ${value}`}
            onClick={() => {
              setFilter(name, undefined);
            }}
          >
            <span class="faint">{FILTER_WORDS[name]}</span> {chipText(name, value)} <span aria-hidden="true">×</span>
          </button>
        </li>
      ))}
      <li>
        <button type="button" class="button quiet small" onClick={clearFilter}>
          Clear all
        </button>
      </li>
    </ul>
  );
}

function isChip(name: string): name is FilterName {
  return Object.hasOwn(FILTER_WORDS, name) && !SHOWN_ELSEWHERE.some((elsewhere) => elsewhere === name);
}

function chipText(name: FilterName, value: string): string {
  if (name === "slowerThanMs") return millisText(Number(value));
  if (name === "dearerThan") return moneyText(Number(value));
  if (name === "from" || name === "to") return wholeTimeText(value);
  return visibleText(value);
}
