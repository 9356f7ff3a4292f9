import { useEffect, useMemo, useState } from "preact/hooks";
import { plainText } from "../../../records/plain-text.js";
import type { TraceDetail } from "../../page-api/page-data.js";
import { ask } from "../api/client.js";
import { onChangedTraces, serverRevision } from "../api/live-connection.js";
import { useLoaded } from "../api/loaded.js";
import { isNarrow } from "../frame/narrow.js";
import { LoadingState, ProblemState } from "../frame/states.js";
import { useTitle } from "../frame/title.js";
import { SidePane } from "../span/side-pane.js";
import { PaneDivider, treeShare } from "./pane-divider.js";
import { TraceHeader } from "./trace-header.js";
import { traceModel } from "./trace-model.js";
import { TreePane } from "./tree-pane.js";

/** One trace: its spans beside their times, and whatever of them is selected. */
export function TraceView({ traceId }: { readonly traceId: string }) {
  const changes = useChangesOf(traceId);
  const loaded = useLoaded(traceId, changes + serverRevision.value, (signal) =>
    ask<TraceDetail>(`traces/${encodeURIComponent(traceId)}`, signal),
  );
  if (loaded.state === "loading") return <LoadingState what="the trace" />;
  if (loaded.state === "failed") return <ProblemState what="The trace" problem={loaded.problem} />;
  return <OpenTrace detail={loaded.value} />;
}

function OpenTrace({ detail }: { readonly detail: TraceDetail }) {
  const model = useMemo(() => traceModel(detail), [detail.row.id]);
  useEffect(() => {
    model.update(detail);
  }, [model, detail]);
  useTitle(plainText(detail.row.name));
  const showsSide = !isNarrow.value || model.isSideShown.value;
  return (
    <div class="trace">
      <TraceHeader model={model} />
      <div class="panes" style={{ "--tree-share": `${treeShare.value}%` }}>
        <TreePane model={model} />
        <PaneDivider />
        {showsSide && <SidePane model={model} />}
      </div>
    </div>
  );
}

/** How often the trace has changed since it was opened. */
function useChangesOf(traceId: string): number {
  const [changes, setChanges] = useState(0);
  useEffect(
    () =>
      onChangedTraces((changed) => {
        if (changed.has(traceId)) setChanges((before) => before + 1);
      }),
    [traceId],
  );
  return changes;
}
