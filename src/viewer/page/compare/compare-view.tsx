import { useEffect, useMemo, useState } from "preact/hooks";
import type { TraceDetail } from "../../page-api/page-data.js";
import { ask } from "../api/client.js";
import { serverRevision } from "../api/live-connection.js";
import { useLoaded } from "../api/loaded.js";
import { Crumbs } from "../frame/crumbs.js";
import { Link } from "../frame/link.js";
import { compareHref, route } from "../frame/route.js";
import { LoadingState, ProblemState } from "../frame/states.js";
import { useTitle } from "../frame/title.js";
import { alignSpans, type SpanPair } from "./align-spans.js";
import { chosenTrace } from "./chosen-trace.js";
import "./compare.css";
import { CompareSide } from "./compare-side.js";
import { CompareTable } from "./compare-table.js";
import { CompareTotals } from "./compare-totals.js";
import type { TwoTraces } from "./two-traces.js";

/** Two traces side by side: what differs in their spans, models, times, prompts and answers. */
export default function CompareView() {
  useTitle("Compare");
  const shown = route.value;
  const ids = shown.view === "compare" ? [shown.leftId, shown.rightId] : [];
  const loaded = useLoaded(ids.join("/"), serverRevision.value, (signal) =>
    Promise.all(ids.map((id) => ask<TraceDetail>(`traces/${encodeURIComponent(id)}`, signal))),
  );
  if (loaded.state === "loading") return <LoadingState what="both traces" />;
  if (loaded.state === "failed") return <ProblemState what="One of the traces" problem={loaded.problem} />;
  const [left, right] = loaded.value;
  if (left === undefined || right === undefined) return null;
  return <Comparison key={ids.join("/")} left={left} right={right} />;
}

function Comparison({ left, right }: TwoTraces) {
  useEffect(() => {
    chosenTrace.value = undefined;
  }, []);
  const pairs = useMemo(() => alignSpans(left.spans, right.spans), [left, right]);
  const [selected, select] = useState<SpanPair | undefined>(undefined);
  return (
    <div class="compare">
      <header class="compare-head">
        <Crumbs title="Compare" />
        <Link class="button" href={compareHref(right.row.id, left.row.id)}>
          Swap
        </Link>
      </header>
      <CompareTotals left={left} right={right} />
      <div class="compare-panes">
        <CompareTable pairs={pairs} selected={selected} select={select} />
        <CompareSide key={pairKey(selected)} traces={{ left, right }} pair={selected} />
      </div>
    </div>
  );
}

function pairKey(pair: SpanPair | undefined): string {
  return `${pair?.left?.id ?? ""}/${pair?.right?.id ?? ""}`;
}
