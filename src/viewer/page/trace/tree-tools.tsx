import { useEffect, useRef, useState } from "preact/hooks";
import { Problem } from "../api/client.js";
import { leaveOnEscape, useKeys } from "../frame/keys.js";
import { countText } from "../text/amounts.js";
import { nextMatch } from "./next-match.js";
import { zoomed } from "./time-range.js";
import type { TraceModel } from "./trace-model.js";

const TYPING_PAUSE_MS = 200;

/** Search within the trace, and the zoom of its time axis. */
export function TreeTools({ model }: { readonly model: TraceModel }) {
  return (
    <div class="tree-tools">
      <TraceSearch model={model} />
      <ZoomButtons model={model} />
    </div>
  );
}

function TraceSearch({ model }: { readonly model: TraceModel }) {
  const field = useRef<HTMLInputElement>(null);
  const pause = useRef<number | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  useKeys({
    "/": () => {
      field.current?.focus();
      field.current?.select();
    },
  });
  useEffect(
    () => () => {
      window.clearTimeout(pause.current);
    },
    [],
  );
  const searchFor = (text: string) => {
    window.clearTimeout(pause.current);
    setProblem(undefined);
    model.searchFor(text).catch((error: unknown) => {
      setProblem(error instanceof Problem ? error.message : "The search failed.");
    });
  };
  const go = (step: 1 | -1) => {
    const id = nextMatch(model, step);
    if (id !== undefined) model.select(id);
  };
  const matches = model.matches.value;
  return (
    <search class="trace-search">
      <input
        ref={field}
        class="field"
        type="search"
        placeholder="Search in this trace"
        aria-label="Search in this trace"
        aria-keyshortcuts="/"
        onInput={({ currentTarget: { value } }) => {
          window.clearTimeout(pause.current);
          pause.current = window.setTimeout(searchFor, TYPING_PAUSE_MS, value);
        }}
        onKeyDown={(event) => {
          leaveOnEscape(event);
          if (event.key !== "Enter") return;
          if (model.searchText.value === event.currentTarget.value) go(event.shiftKey ? -1 : 1);
          else searchFor(event.currentTarget.value);
        }}
      />
      <span class="found" role="status">
        {problem ?? foundText(model.searchText.value, matches.length)}
      </span>
      {matches.length > 0 && (
        <>
          <button type="button" class="button quiet small" aria-label="Previous match" onClick={() => go(-1)}>
            ↑
          </button>
          <button type="button" class="button quiet small" aria-label="Next match" onClick={() => go(1)}>
            ↓
          </button>
        </>
      )}
    </search>
  );
}

function foundText(text: string, count: number): string {
  if (text.trim() === "") return "";
  return count === 0 ? "nothing found" : `${countText(count)} found`;
}

const ZOOM_STEP = 1.6;

function ZoomButtons({ model }: { readonly model: TraceModel }) {
  const { seen, whole } = model;
  const isWhole = seen.value === whole.value;
  const zoom = (factor: number) => {
    const middle = (seen.value.fromMicros + seen.value.toMicros) / 2;
    model.see(zoomed(seen.value, whole.value, factor, middle));
  };
  return (
    <div class="zoom" role="group" aria-label="Time axis">
      {!isWhole && (
        <button type="button" class="button quiet small" onClick={() => model.see(undefined)}>
          Whole trace
        </button>
      )}
      <button
        type="button"
        class="button quiet small"
        aria-label="Zoom out"
        disabled={isWhole}
        onClick={() => zoom(ZOOM_STEP)}
      >
        −
      </button>
      <button type="button" class="button quiet small" aria-label="Zoom in" onClick={() => zoom(1 / ZOOM_STEP)}>
        +
      </button>
    </div>
  );
}
