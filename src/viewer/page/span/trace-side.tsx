import type { TraceRecord } from "../../../records/record.js";
import { GraphSection } from "../graph/graph-section.js";
import { shownName } from "../text/shown-name.js";
import type { TraceModel } from "../trace/trace-model.js";
import { CopyForModel } from "./copy-for-model.js";
import { ErrorSection } from "./error-section.js";
import { FoldedJson } from "./folded-json.js";
import { ScoresSection } from "./scores-section.js";
import { ValueSection } from "./value-section.js";

/** The trace itself: what it was asked and what it answered. */
export function TraceSide({ model }: { readonly model: TraceModel }) {
  const { row, trace, scores } = model.detail.value;
  return (
    <>
      <header class="side-head">
        <h2>
          <bdi>{shownName(row.name)}</bdi>
        </h2>
        <CopyForModel model={model} span={undefined} />
      </header>
      {trace === undefined ? (
        <p class="faint">Its spans have arrived, but the trace itself has not yet.</p>
      ) : (
        <TraceContent model={model} trace={trace} />
      )}
      <ScoresSection scores={scores.filter(({ spanId }) => spanId === undefined)} />
    </>
  );
}

interface TraceContentProps {
  readonly model: TraceModel;
  readonly trace: TraceRecord;
}

function TraceContent({ model, trace }: TraceContentProps) {
  const { summary, _opik_graph_definition: _graph, ...metadata } = trace.metadata ?? {};
  return (
    <>
      <ErrorSection error={trace.error_info} />
      <ValueSection title="Input" value={trace.input} />
      <ValueSection title="Output" value={trace.output} />
      <GraphSection model={model} />
      <FoldedJson title="Summary" value={summary} />
      <FoldedJson title="Metadata" value={metadata} />
    </>
  );
}
