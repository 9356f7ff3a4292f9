import { useState } from "preact/hooks";
import { JsonTree } from "./json-tree.js";

const SEARCHED_FROM_CHARACTERS = 600;

interface JsonPanelProps {
  /** As JSON gives it: never undefined. */
  readonly value: unknown;
  readonly label: string;
}

/** JSON with a search of its own, where it is long enough to need one. */
export function JsonPanel({ value, label }: JsonPanelProps) {
  const [query, setQuery] = useState("");
  const isLong = JSON.stringify(value).length > SEARCHED_FROM_CHARACTERS;
  return (
    <>
      {isLong && (
        <input
          class="field json-search"
          type="search"
          placeholder="Find"
          aria-label={`Find in ${label}`}
          onInput={({ currentTarget }) => {
            setQuery(currentTarget.value.trim().toLowerCase());
          }}
        />
      )}
      <JsonTree key={query} value={value} query={query} />
    </>
  );
}
