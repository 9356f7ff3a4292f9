import { AGENTS, EARLY_TURNS, LATE_TURNS, type Turns } from "../cases/agents.js";
import type { Medians } from "../harness/medians.js";
import { markdownTable, mebibytes, megabytes, whole } from "./markdown-table.js";

type AgentMedians = Medians<
  "earlyMicros" | "lateMicros" | "earlyListBytes" | "lateListBytes" | "cpuMicros" | "peakBytes"
>;

const HEADER = [
  "",
  `µs a turn, ${turns(EARLY_TURNS)}`,
  `µs a turn, ${turns(LATE_TURNS)}`,
  "MB written an agent",
  "MB on the wire an agent",
  "CPU µs a kB written, delivered",
  `traces ended of ${AGENTS}`,
  "peak memory, MiB",
];

/** The CPU of a kB is what a contender needs above a handler that does nothing. */
export function agentsTable(medians: AgentMedians): string {
  const base = medians.get("no-op")?.cpuMicros ?? 0;
  const rows = [...medians].map(([name, one]) => [
    name,
    whole(one.earlyMicros),
    whole(one.lateMicros),
    megabytes(one.plainBytes / AGENTS),
    megabytes(one.wireBytes / AGENTS),
    one.plainBytes === 0 ? "" : ((one.cpuMicros - base) / (one.plainBytes / 1_000)).toFixed(1),
    whole(one.endedTraces),
    mebibytes(one.peakBytes),
  ]);
  return `${listSizes(medians)}\n\n${markdownTable(HEADER, rows)}`;
}

function listSizes(medians: AgentMedians): string {
  const [any] = medians.values();
  if (any === undefined) return "";
  const [early, late] = [any.earlyListBytes, any.lateListBytes].map((bytes) => whole(bytes / 1_000));
  return `The list of messages: ${early} kB in ${turns(EARLY_TURNS)}, ${late} kB in ${turns(LATE_TURNS)}.`;
}

function turns({ from, to }: Turns): string {
  return `turns ${from}–${to}`;
}
