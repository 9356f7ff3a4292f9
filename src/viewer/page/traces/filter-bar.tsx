import { useRef, useState } from "preact/hooks";
import type { TraceRow } from "../../page-api/page-data.js";
import { leaveOnEscape, useKeys } from "../frame/keys.js";
import { ActivitySpark } from "./activity-spark.js";
import { FilterChips } from "./filter-chips.js";
import { FilterFields } from "./filter-fields.js";
import { type FilterName, setFilter, traceFilter } from "./trace-filter.js";

interface FilterBarProps {
  /** The traces that are shown, from which filter values are suggested. */
  readonly rows: readonly TraceRow[];
}

const TOGGLES: readonly (readonly [name: FilterName, words: string])[] = [
  ["failed", "Failed"],
  ["retried", "Retried"],
  ["fellBack", "Fell back"],
  ["open", "In progress"],
];

export function FilterBar({ rows }: FilterBarProps) {
  const [showsFields, setShowsFields] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  useKeys({
    "/": () => {
      search.current?.focus();
      search.current?.select();
    },
    f: () => {
      setShowsFields((shown) => !shown);
    },
  });
  return (
    <search class="filter" aria-label="Filter traces">
      <div class="bar">
        <SearchField field={search} />
        <div class="toggles">
          {TOGGLES.map(([name, words]) => (
            <Toggle key={name} name={name} words={words} />
          ))}
          <button
            type="button"
            class="button"
            aria-expanded={showsFields}
            aria-controls="filter-fields"
            onClick={() => {
              setShowsFields(!showsFields);
            }}
          >
            More filters
          </button>
        </div>
        <ActivitySpark />
      </div>
      <div id="filter-fields">{showsFields && <FilterFields rows={rows} />}</div>
      <FilterChips />
    </search>
  );
}

function SearchField({ field }: { readonly field: { current: HTMLInputElement | null } }) {
  const asked = traceFilter.value.text ?? "";
  return (
    <input
      ref={field}
      class="field search"
      type="search"
      placeholder="Search inputs and outputs"
      aria-label="Search inputs and outputs"
      aria-keyshortcuts="/"
      value={asked}
      onChange={({ currentTarget }) => {
        setFilter("text", currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") setFilter("text", event.currentTarget.value);
        leaveOnEscape(event);
      }}
    />
  );
}

function Toggle({ name, words }: { readonly name: FilterName; readonly words: string }) {
  const isOn = traceFilter.value[name] === "true";
  return (
    <button
      type="button"
      class="button"
      aria-pressed={isOn}
      onClick={() => {
        setFilter(name, isOn ? undefined : "true");
      }}
    >
      {words}
    </button>
  );
}
