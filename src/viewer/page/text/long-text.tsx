import { useContext, useState } from "preact/hooks";
import { Marked } from "./marked-text.js";
import { MoreButton } from "./more-button.js";
import { SearchedText } from "./searched-text.js";
import { visibleText } from "./visible-text.js";

const FIRST_CHARACTERS = 2_000;
const MORE_CHARACTERS = 100_000;

/**
 * A text in its own lines. A long one is shown from its beginning, and more on request: a browser can only show so
 * much.
 */
export function LongText({ text }: { readonly text: string }) {
  const query = useContext(SearchedText);
  return <Shown key={query} text={text} query={query} />;
}

function Shown({ text, query }: { readonly text: string; readonly query: string }) {
  const [length, setLength] = useState(() => firstLength(text, query));
  const left = text.length - length;
  // A few characters more are no reason for a button.
  const shown = left > FIRST_CHARACTERS / 4 ? text.slice(0, length) : text;
  return (
    <div class="long-text" dir="auto">
      <Marked text={visibleText(shown)} query={query} />
      {shown.length < text.length && (
        <MoreButton
          more={Math.min(left, MORE_CHARACTERS)}
          total={text.length}
          what="characters"
          onPress={() => setLength(length + MORE_CHARACTERS)}
        />
      )}
    </div>
  );
}

/** Enough to reach the first match of the search. */
function firstLength(text: string, query: string): number {
  const at = query === "" ? -1 : text.toLowerCase().indexOf(query);
  return Math.max(FIRST_CHARACTERS, at < 0 ? 0 : at + query.length + FIRST_CHARACTERS / 4);
}
