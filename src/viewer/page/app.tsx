import { AppFrame } from "./frame/app-frame.js";
import { LateView } from "./frame/late-view.js";
import { type Route, route } from "./frame/route.js";
import { NowhereState } from "./frame/states.js";
import { ThreadView } from "./thread/thread-view.js";
import { TraceView } from "./trace/trace-view.js";
import { TracesView } from "./traces/traces-view.js";

export function App() {
  return <AppFrame>{viewOf(route.value)}</AppFrame>;
}

function viewOf(shown: Route) {
  switch (shown.view) {
    case "traces":
      return <TracesView />;
    case "trace":
      return <TraceView key={shown.traceId} traceId={shown.traceId} />;
    case "thread":
      return <ThreadView key={shown.threadId} threadId={shown.threadId} />;
    case "metrics":
      return <LateView key="metrics" what="The metrics" load={() => import("./metrics/metrics-view.js")} />;
    case "compare":
      return <LateView key="compare" what="The comparison" load={() => import("./compare/compare-view.js")} />;
    case "nowhere":
      return <NowhereState />;
  }
}
