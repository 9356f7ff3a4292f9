import { visibleText } from "../text/visible-text.js";
import { commonPairs } from "./prompt-change.js";

interface TextChangeProps {
  readonly before: string;
  readonly now: string;
}

type Line = { readonly state: "same" | "gone" | "new"; readonly text: string };

/** Two texts line by line: what is gone, what is new, and what is the same. */
export function TextChange({ before, now }: TextChangeProps) {
  return (
    <div class="text-change">
      {linesOf(visibleText(before).split("\n"), visibleText(now).split("\n")).map(({ state, text }, index) => (
        <p key={index} data-state={state}>
          {state === "gone" && <del>{text}</del>}
          {state === "new" && <ins>{text}</ins>}
          {state === "same" && text}
        </p>
      ))}
    </div>
  );
}

function linesOf(before: readonly string[], now: readonly string[]): readonly Line[] {
  const lines: Line[] = [];
  let atBefore = 0;
  let atNow = 0;
  for (const [keptBefore, keptNow] of [...commonPairs(before, now), [before.length, now.length] as const]) {
    for (const text of before.slice(atBefore, keptBefore)) lines.push({ state: "gone", text });
    for (const text of now.slice(atNow, keptNow)) lines.push({ state: "new", text });
    const same = now[keptNow];
    if (same !== undefined) lines.push({ state: "same", text: same });
    atBefore = keptBefore + 1;
    atNow = keptNow + 1;
  }
  return lines;
}
