import { useState } from "preact/hooks";
import { countText } from "./amounts.js";
import { visibleText } from "./visible-text.js";

const FIRST_CHARACTERS = 2_000;
const MORE_CHARACTERS = 100_000;

/** A text in its lines. Of a long one the beginning, and more when it is asked for: a browser takes only so much. */
export function LongText({ text }: { readonly text: string }) {
  const [length, setLength] = useState(FIRST_CHARACTERS);
  const left = text.length - length;
  // A few characters more are no reason for a button.
  const shown = left > FIRST_CHARACTERS / 4 ? text.slice(0, length) : text;
  return (
    <div class="long-text" dir="auto">
      {visibleText(shown)}
      {shown.length < text.length && (
        <button
          type="button"
          class="button quiet small"
          onClick={() => {
            setLength(length + MORE_CHARACTERS);
          }}
        >
          {countText(Math.min(left, MORE_CHARACTERS))} more of {countText(text.length)} characters
        </button>
      )}
    </div>
  );
}
