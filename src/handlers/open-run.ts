import { isShape } from "../records/json/shape.js";
import { textsOf } from "../records/json/shape-fields.js";
import type { Run } from "../tracing/run/run.js";
import type { RunAddition } from "../tracing/run/run-addition.js";
import { guarded } from "./guard.js";
import type { RunAccess, SpanUpdate } from "./hooks/run-access.js";
import type { ValueTexts } from "./value-texts.js";

/** An open run as code inside it may see and change it. `projectName`: the handler's. */
export function accessTo(run: Run, projectName: string, texts: ValueTexts): RunAccess {
  return {
    traceId: run.tree.traceId,
    spanId: run.spanId,
    projectName: run.tree.outer?.projectName ?? projectName,
    ensureSpanId: () => run.ensureSpanId(),
    update(update) {
      if (run.state.phase !== "open") return false;
      guarded("span update", () => {
        run.add(readUpdate(update, run, texts));
      });
      return true;
    },
  };
}

function readUpdate({ metadata, tags, output, costUsd }: SpanUpdate, run: Run, texts: ValueTexts): RunAddition {
  const values = texts.snapshot(metadata);
  return {
    metadata: isShape(values) ? values : undefined,
    tags: textsOf(tags),
    output: output === undefined ? undefined : texts.output(output, run.start.kind),
    costUsd: isCost(costUsd) ? costUsd : undefined,
  };
}

// A record with another cost is refused, and its whole batch with it.
function isCost(value: number | undefined): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
