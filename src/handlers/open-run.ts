import { asTags, isJsonObject } from "../records/json/json-object.js";
import type { Run } from "../tracing/run/run.js";
import type { RunAddition } from "../tracing/run/run-addition.js";
import { guarded } from "./guard.js";
import type { RunAccess, SpanUpdate } from "./hooks/run-access.js";
import type { ValueSerializer } from "./value-serializer.js";

/** An open run as the code inside it may see and change it. `projectName`: the handler's. */
export function accessTo(run: Run, projectName: string, serializer: ValueSerializer): RunAccess {
  return {
    traceId: run.tree.traceId,
    spanId: run.spanId,
    projectName: run.tree.parentTrace?.projectName ?? projectName,
    source: run.tree.parentTrace?.source ?? "sdk",
    ensureSpanId: () => run.ensureSpanId(),
    update(update) {
      if (run.state.phase !== "open") return false;
      guarded("span update", () => {
        run.add(readUpdate(update, run, serializer));
        run.addMedia(serializer.takeMedia());
      });
      return true;
    },
  };
}

function readUpdate(
  { metadata, tags, output, costUsd }: SpanUpdate,
  run: Run,
  serializer: ValueSerializer,
): RunAddition {
  const values = serializer.snapshot(metadata);
  return {
    metadata: isJsonObject(values) ? values : undefined,
    tags: asTags(tags),
    output: output === undefined ? undefined : serializer.output(output, run.start.kind),
    costUsd: isCost(costUsd) ? costUsd : undefined,
  };
}

// A record with another cost is refused, and its whole batch with it.
function isCost(value: number | undefined): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
