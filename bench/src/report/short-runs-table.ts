import { SHORT_RUNS } from "../cases/short-runs.js";
import type { Medians } from "../harness/medians.js";
import { markdownTable, mebibytes, megabytes, whole } from "./markdown-table.js";

const HEADER = [
  "",
  "µs a run",
  "µs above no-op",
  "CPU µs a run, delivered",
  "requests",
  "MB on the wire",
  `traces ended of ${whole(SHORT_RUNS)}`,
  "peak memory, MiB",
];

export function shortRunsTable(medians: Medians<"wallMicros" | "cpuMicros" | "peakBytes">): string {
  const noOpMicros = medians.get("no-op")?.wallMicros;
  const rows = [...medians].map(([name, one]) => [
    name,
    whole(one.wallMicros / SHORT_RUNS),
    noOpMicros === undefined ? "" : whole((one.wallMicros - noOpMicros) / SHORT_RUNS),
    whole(one.cpuMicros / SHORT_RUNS),
    whole(one.requests),
    megabytes(one.wireBytes),
    whole(one.endedTraces),
    mebibytes(one.peakBytes),
  ]);
  return markdownTable(HEADER, rows);
}
