import type { TraceRow } from "../../page-api/page-data.js";
import { serverStatus } from "../api/server-status.js";
import {
  type FilterName,
  isTraceSort,
  SORT_WORDS,
  setFilter,
  setSort,
  traceFilter,
  traceSort,
} from "./trace-filter.js";

type TextField = "name" | "project" | "thread" | "tag" | "model" | "agent";

const TEXT_FIELDS: readonly (readonly [name: TextField, label: string])[] = [
  ["name", "Name"],
  ["model", "Model"],
  ["agent", "Agent"],
  ["tag", "Tag"],
  ["thread", "Thread"],
  ["project", "Project"],
];

const WINDOWS: readonly (readonly [value: string, label: string])[] = [
  ["", "Any time"],
  ["15m", "Last 15 minutes"],
  ["1h", "Last hour"],
  ["24h", "Last 24 hours"],
  ["7d", "Last 7 days"],
  ["30d", "Last 30 days"],
];

const MILLIS_PER_SECOND = 1_000;

/** Everything that traces can be filtered by. What is typed counts when the field is left or Enter is pressed. */
export function FilterFields({ rows }: { readonly rows: readonly TraceRow[] }) {
  const filter = traceFilter.value;
  return (
    <div class="fields">
      {TEXT_FIELDS.map(([name, label]) => (
        <TypedField
          key={name}
          name={name}
          label={label}
          value={filter[name] ?? ""}
          suggested={suggestions(rows, name)}
        />
      ))}
      <TypedField
        name="slowerThanMs"
        label="Slower than, in seconds"
        kind="number"
        value={filter.slowerThanMs === undefined ? "" : String(Number(filter.slowerThanMs) / MILLIS_PER_SECOND)}
        stored={(seconds) => String(Math.round(Number(seconds) * MILLIS_PER_SECOND))}
      />
      <TypedField name="dearerThan" label="Dearer than, in dollars" kind="number" value={filter.dearerThan ?? ""} />
      <label>
        Started
        <select
          class="field"
          value={filter.window ?? ""}
          onChange={({ currentTarget }) => {
            setFilter("window", currentTarget.value);
          }}
        >
          {WINDOWS.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        Sort by
        <select
          class="field"
          value={traceSort.value ?? ""}
          onChange={({ currentTarget: { value } }) => {
            setSort(isTraceSort(value) ? value : undefined);
          }}
        >
          <option value="">Newest</option>
          {Object.entries(SORT_WORDS).map(([sort, words]) => (
            <option key={sort} value={sort}>
              {words}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

interface TypedFieldProps {
  readonly name: FilterName;
  readonly label: string;
  readonly value: string;
  readonly kind?: "text" | "number";
  readonly suggested?: readonly string[];
  readonly stored?: (typed: string) => string;
}

function TypedField({ name, label, value, kind = "text", suggested = [], stored = (typed) => typed }: TypedFieldProps) {
  const list = `suggested-${name}`;
  return (
    <label>
      {label}
      <input
        class="field"
        type={kind}
        min={kind === "number" ? "0" : undefined}
        step={kind === "number" ? "any" : undefined}
        list={suggested.length > 0 ? list : undefined}
        value={value}
        onChange={({ currentTarget }) => {
          const typed = currentTarget.value.trim();
          setFilter(name, typed === "" ? undefined : stored(typed));
        }}
      />
      {suggested.length > 0 && (
        <datalist id={list}>
          {suggested.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </label>
  );
}

const MOST_SUGGESTED = 30;

function suggestions(rows: readonly TraceRow[], name: TextField): readonly string[] {
  if (name === "project") return serverStatus.value?.projects ?? [];
  const found = rows.flatMap((row) => (name === "tag" ? row.tags : (row[name] ?? [])));
  return [...new Set(found)].slice(0, MOST_SUGGESTED);
}
