import { useEffect, useMemo } from "preact/hooks";
import { queryText } from "../api/client.js";
import { onChangedTraces, serverRevision } from "../api/live-connection.js";
import { refreshServerStatus } from "../api/server-status.js";
import { ChosenNotice } from "../compare/chosen-notice.js";
import { LoadingState, ProblemState, State } from "../frame/states.js";
import { useTitle } from "../frame/title.js";
import { FilterBar } from "./filter-bar.js";
import { FirstTraceState } from "./first-trace-state.js";
import { SearchProgress } from "./search-progress.js";
import { clearFilter, isFiltered, type TraceFilter, type TraceSort, traceFilter, traceSort } from "./trace-filter.js";
import { type OpenTraceList, openTraceList } from "./trace-list.js";
import { TraceTable } from "./trace-table.js";

/** All traces that match the filter in the address, newest first unless it asks for another order. */
export function TracesView() {
  useTitle("Traces");
  const list = useTraceList();
  return (
    <div class="traces">
      <div>
        <FilterBar rows={list.rows.value} />
        <ChosenNotice />
        <SearchProgress list={list} />
      </div>
      <TracesBody list={list} />
    </div>
  );
}

/** The list that was shown last: whoever comes back to it finds it as it was left. */
let lastList: { readonly key: string; readonly list: OpenTraceList } | undefined;

function listOf(filter: TraceFilter, sort: TraceSort | undefined): OpenTraceList {
  const key = queryText({ ...filter, sort });
  if (lastList?.key === key) {
    lastList.list.refresh();
    return lastList.list;
  }
  lastList?.list.close();
  lastList = { key, list: openTraceList(filter, sort) };
  return lastList.list;
}

function useTraceList(): OpenTraceList {
  const filter = traceFilter.value;
  const sort = traceSort.value;
  const list = useMemo(() => listOf(filter, sort), [queryText({ ...filter, sort })]);
  const revision = serverRevision.value;
  useEffect(
    () =>
      onChangedTraces((changed) => {
        list.refresh(changed);
        void refreshServerStatus();
      }),
    [list],
  );
  useEffect(() => {
    if (revision > 0) list.refresh();
  }, [list, revision]);
  return list;
}

function TracesBody({ list }: { readonly list: OpenTraceList }) {
  const phase = list.phase.value;
  if (phase.state === "loading") return <LoadingState what="traces" />;
  if (phase.state === "failed") return <ProblemState what="The list of traces" problem={phase.problem} />;
  if (list.rows.value.length > 0) return <TraceTable list={list} />;
  if (list.progress.value.state !== "complete") return <State title="Nothing found yet" />;
  if (!isFiltered.value && traceSort.value === undefined) return <FirstTraceState />;
  return (
    <State title="No trace fits this filter">
      <p>New ones are shown here as they come.</p>
      <button type="button" class="button" onClick={clearFilter}>
        Show all traces
      </button>
    </State>
  );
}
