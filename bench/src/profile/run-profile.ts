import { parseArgs } from "node:util";
import { SHORT_RUNS, SHORT_RUNS_CASE, WARM_RUNS_CASE } from "../cases/short-runs.js";
import type { ContenderName } from "../contenders/contender.js";
import { nextMessage, startChild, stopChild } from "../harness/child-process.js";
import { takeFreshBuild } from "../harness/fresh-build.js";
import { type Case, measureOnce } from "../harness/measure.js";
import { type Sink, startSink } from "../harness/sink.js";
import { describeMachine } from "../report/machine-info.js";
import { markdownTable, whole } from "../report/markdown-table.js";
import { PLACES } from "./places.js";

/** `npm run profile`: what CPU a traced run costs, and where it goes. Prints the tables of docs/performance.md. */

const { values } = parseArgs({ options: { processes: { type: "string", default: "7" } } });
const PROCESSES = Number(values.processes);

/** Runs that warm a process up, and that are looked at. A process is cold as long as it compiles. */
const STATES = new Map<string, readonly [warmUp: number, runs: number]>([
  ["cold", [0, 300]],
  ["warm", [6_000, 6_000]],
]);

const MEASURED = ["none", "no-op", "langchain-opik"] as const;

takeFreshBuild();
const sink = await startSink();
try {
  console.log(describeMachine());
  console.log(`\n${await leastCpu(sink)}\n\n${await whereItGoes(sink)}`);
} finally {
  await sink.stop();
}

async function leastCpu(sink: Sink): Promise<string> {
  const least = new Map<string, number>();
  for (let round = 0; round < PROCESSES; round += 1) {
    for (const name of MEASURED) {
      for (const [state, work] of [
        ["cold", SHORT_RUNS_CASE],
        ["warm", WARM_RUNS_CASE],
      ] as const) {
        await keepLeast(least, `${name} ${state}`, work, name, sink);
      }
    }
  }
  const at = (key: string) => whole((least.get(key) ?? 0) / SHORT_RUNS);
  const rows = MEASURED.map((name) => [name, at(`${name} cold`), at(`${name} warm`)]);
  return markdownTable(["CPU µs a run, delivered", "after 300 runs", "after 6,000"], rows);
}

async function keepLeast(
  least: Map<string, number>,
  key: string,
  work: Case<"wallMicros" | "cpuMicros" | "peakBytes">,
  name: ContenderName,
  sink: Sink,
): Promise<void> {
  const { cpuMicros } = await measureOnce(work, name, sink);
  least.set(key, Math.min(cpuMicros, least.get(key) ?? Number.POSITIVE_INFINITY));
}

async function whereItGoes(sink: Sink): Promise<string> {
  const columns: (readonly string[])[] = [];
  for (const [, [warmUp, runs]] of STATES) {
    for (const name of ["no-op", "langchain-opik"] as const) columns.push(await column(name, warmUp, runs, sink));
  }
  const rows = [...PLACES, "other threads"].map((place, index) => [
    place,
    ...columns.map((cells) => cells[index] ?? ""),
  ]);
  return markdownTable(
    ["CPU µs a run", "no-op, cold", "langchain-opik, cold", "no-op, warm", "langchain-opik, warm"],
    rows,
  );
}

/** The least CPU of the main thread, divided as all profiles together have it, and the least CPU of all other threads. */
async function column(name: ContenderName, warmUp: number, runs: number, sink: Sink): Promise<readonly string[]> {
  const sampled = new Map<string, number>();
  let mainMicros = Number.POSITIVE_INFINITY;
  let otherMicros = Number.POSITIVE_INFINITY;
  for (let round = 0; round < PROCESSES; round += 1) {
    const cpu = await answerOf([name, sink.url, String(warmUp), String(runs), "cpu"]);
    mainMicros = Math.min(mainMicros, cpu.get("mainMicros") ?? mainMicros);
    otherMicros = Math.min(otherMicros, cpu.get("otherMicros") ?? otherMicros);
    const profile = await answerOf([name, sink.url, String(warmUp), String(runs), "profile"]);
    for (const [place, micros] of profile) sampled.set(place, (sampled.get(place) ?? 0) + micros);
  }
  const all = [...sampled.values()].reduce((sum, micros) => sum + micros, 0);
  const onMain = PLACES.map((place) => ((sampled.get(place) ?? 0) / all) * mainMicros);
  return [...onMain, otherMicros].map((micros) => (micros / runs).toFixed(1));
}

async function answerOf(args: readonly string[]): Promise<ReadonlyMap<string, number>> {
  // With threads of its own the collector would have the main thread wait for them, which looks like work.
  const child = startChild(new URL("./profile-worker.js", import.meta.url), args, ["--single-threaded-gc"]);
  try {
    await nextMessage(child);
    const result = nextMessage(child);
    child.send("go");
    return new Map(Object.entries(Object(await result)).map(([key, micros]) => [key, Number(micros)]));
  } finally {
    await stopChild(child);
  }
}
