import { useContext, useState } from "preact/hooks";
import { isObject } from "../../../records/json/json-object.js";
import { printableText } from "../../../records/plain-text.js";
import { countText } from "../text/amounts.js";
import { Marked } from "../text/marked-text.js";
import { MoreButton } from "../text/more-button.js";
import { SearchedText } from "../text/searched-text.js";
import { visibleText } from "../text/visible-text.js";
import { hasMatch } from "./json-match.js";

interface JsonTreeProps {
  readonly value: unknown;
  /** Lower case. Values that contain it are opened and marked. */
  readonly query?: string;
}

/** JSON as names with their values below; large values are closed at first. */
export function JsonTree({ value, query: own = "" }: JsonTreeProps) {
  const searched = useContext(SearchedText);
  const query = own === "" ? searched : own;
  return (
    <div key={query} class="json">
      {isObject(value) ? <Entries value={value} depth={0} query={query} /> : <Leaf value={value} query={query} />}
    </div>
  );
}

const OPEN_DEPTH = 2;
const OPEN_ENTRIES = 20;
const MORE_ENTRIES = 100;

interface EntriesProps {
  readonly value: Readonly<Record<string, unknown>>;
  readonly depth: number;
  readonly query: string;
}

function Entries({ value, depth, query }: EntriesProps) {
  const [length, setLength] = useState(MORE_ENTRIES);
  const entries = Object.entries(value);
  const left = entries.length - length;
  if (entries.length === 0) return <span class="faint">{Array.isArray(value) ? "[]" : "{}"}</span>;
  return (
    <ul>
      {entries.slice(0, length).map(([name, part]) => (
        <Entry key={name} name={name} value={part} depth={depth} query={query} />
      ))}
      {left > 0 && (
        <li>
          <MoreButton
            more={Math.min(left, MORE_ENTRIES)}
            total={entries.length}
            onPress={() => setLength(length + MORE_ENTRIES)}
          />
        </li>
      )}
    </ul>
  );
}

interface EntryProps {
  readonly name: string;
  readonly value: unknown;
  readonly depth: number;
  readonly query: string;
}

function Entry({ name, value, depth, query }: EntryProps) {
  const size = isObject(value) ? Object.keys(value).length : 0;
  const isMatch = query !== "" && hasMatch(value, query);
  const [isToggled, toggle] = useState(false);
  const isOpenAtFirst = isMatch || (depth < OPEN_DEPTH && size <= OPEN_ENTRIES);
  const isOpen = isOpenAtFirst !== isToggled;
  const key = <Marked class="key" text={printableText(name)} query={query} />;
  if (!isObject(value) || size === 0) {
    return (
      <li>
        {key}{" "}
        {isObject(value) ? <Entries value={value} depth={depth} query={query} /> : <Leaf value={value} query={query} />}
      </li>
    );
  }
  return (
    <li>
      <button
        type="button"
        class="json-toggle"
        aria-expanded={isOpen}
        onClick={() => {
          toggle(!isToggled);
        }}
      >
        {key} <span class="faint">{Array.isArray(value) ? `[${countText(size)}]` : `{${countText(size)}}`}</span>
      </button>
      {isOpen && <Entries value={value} depth={depth + 1} query={query} />}
    </li>
  );
}

const FIRST_CHARACTERS = 1_000;
const MORE_CHARACTERS = 100_000;

function Leaf({ value, query }: { readonly value: unknown; readonly query: string }) {
  const [length, setLength] = useState(FIRST_CHARACTERS);
  if (typeof value !== "string") {
    const kind = value === null ? "null" : typeof value;
    return (
      <Marked class={`leaf ${kind}`} text={value === undefined ? "undefined" : JSON.stringify(value)} query={query} />
    );
  }
  const left = value.length - length;
  const shown = left > 0 ? value.slice(0, length) : value;
  return (
    <>
      <Marked class="leaf string" text={visibleText(shown)} query={query} />
      {left > 0 && (
        <MoreButton
          more={Math.min(left, MORE_CHARACTERS)}
          total={value.length}
          what="characters"
          onPress={() => setLength(length + MORE_CHARACTERS)}
        />
      )}
    </>
  );
}
