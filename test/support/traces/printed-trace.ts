import { printTraces } from "../../../src/testing/index.js";
import type { RecordingOpikServer } from "../opik-server/recording-opik-server.js";

/** One of the traces that have arrived, as the lines that users see in their own tests. */
export function printedTrace({ traces, spans }: RecordingOpikServer, id: string | undefined): readonly string[] {
  const own = {
    traces: traces.filter((trace) => trace.id === id),
    spans: spans.filter((span) => span.trace_id === id),
  };
  return printTraces(own).split("\n");
}
