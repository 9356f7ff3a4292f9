import { Attachments } from "../chat/media-part.js";
import { isNarrow } from "../frame/narrow.js";
import { SearchedText } from "../text/searched-text.js";
import type { TraceModel } from "../trace/trace-model.js";
import { SpanSide } from "./span-side.js";
import { TraceSide } from "./trace-side.js";

/** The pane beside the tree: the selected span with everything in its record, or the trace itself. */
export function SidePane({ model }: { readonly model: TraceModel }) {
  const span = model.selected.value;
  const { attachments } = model.detail.value;
  const searched = model.searchText.value.trim().toLowerCase();
  return (
    <section class="side" aria-label={span === undefined ? "The trace" : "The selected span"} tabIndex={0} data-scrolls>
      {isNarrow.value && (
        <button
          type="button"
          class="button back-to-tree"
          onClick={() => {
            model.isSideShown.value = false;
          }}
        >
          ← Spans
        </button>
      )}
      <Attachments.Provider value={attachments}>
        <SearchedText.Provider value={searched}>
          {span === undefined ? <TraceSide model={model} /> : <SpanSide key={span.id} model={model} line={span} />}
        </SearchedText.Provider>
      </Attachments.Provider>
    </section>
  );
}
