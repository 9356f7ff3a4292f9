import type { SpanUpdate } from "../handlers/hooks/run-access.js";
import { debugLine } from "../settings/debug-line.js";
import { processEnvironment } from "../settings/environment.js";
import { currentRun } from "./current-run.js";

/** The LangChain run that code is in, as Opik will show it. */
export interface CurrentSpan {
  readonly traceId: string;
  /** Undefined where the run is the trace itself, as the chain at the root of a trace is. */
  readonly spanId: string | undefined;
  readonly projectName: string;
  /**
   * Adds to the record of the run, which is sent when the run ends. Once the run has ended, it changes nothing. Never
   * throws.
   */
  update(update: SpanUpdate): void;
}

/**
 * The run that this code is in, such as a tool, a graph's node or a function made with `traced`. Undefined outside of
 * a run, and where no `OpikCallbackHandler` records it. It is found through async context.
 *
 * @example
 * currentSpan()?.update({ metadata: { rows: orders.length }, tags: ["cached"] });
 */
export function currentSpan(): CurrentSpan | undefined {
  const run = currentRun();
  return (
    run && {
      traceId: run.traceId,
      spanId: run.spanId,
      projectName: run.projectName,
      update(update) {
        if (run.update(update)) return;
        debugLine(processEnvironment(), () => "a span was updated after its run had ended; nothing is changed.");
      },
    }
  );
}
