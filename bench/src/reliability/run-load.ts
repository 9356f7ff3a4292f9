import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { takeFreshBuild } from "../harness/fresh-build.js";
import { describeMachine } from "../report/machine-info.js";
import { markdownTable, mebibytes, megabytes, whole } from "../report/markdown-table.js";
import { type Load, startLoad } from "./load.js";
import type { Mood } from "./mood.js";

/** `npm run load`: a program under load, and a server that fails it. Prints a table for docs/reliability.md. */

const { values } = parseArgs({
  options: {
    case: { type: "string", multiple: true, default: ["untraced", "outage", "slow", "silent"] },
    agents: { type: "string", default: "100" },
    seconds: { type: "string", default: "60" },
    "outage-seconds": { type: "string", default: "180" },
  },
});

interface Phase {
  readonly mood: Mood;
  readonly seconds: number;
}

const seconds = Number(values.seconds);
const well: Phase = { mood: "takes", seconds };
const CASES: ReadonlyMap<string, readonly Phase[]> = new Map([
  ["untraced", [well]],
  ["outage", [well, { mood: "down", seconds: Number(values["outage-seconds"]) }, well]],
  ["slow", [well, { mood: "slow", seconds }]],
  ["silent", [well, { mood: "silent", seconds }]],
]);
const HEAD = [
  "",
  "spans/s",
  "loop delay p99, ms",
  "max, ms",
  "CPU",
  "peak memory, MiB",
  "in memory, MB",
  "on disk, MB",
];

const WARM_UP_SECONDS = 5;

takeFreshBuild();
console.log(describeMachine());
for (const name of values.case) {
  const phases = CASES.get(name);
  if (phases === undefined) throw new Error(`There is no case ${name}, only ${[...CASES.keys()].join(", ")}.`);
  console.log(`\n### ${name}\n\n${await measureCase(name, phases)}`);
}

async function measureCase(name: string, phases: readonly Phase[]): Promise<string> {
  const spoolDir = mkdtempSync(join(tmpdir(), "langchain-opik-load-"));
  const load = await startLoad({ agents: Number(values.agents), isTraced: name !== "untraced", spoolDir });
  try {
    const rows: string[][] = [];
    await load.warmUp(WARM_UP_SECONDS);
    for (const phase of phases) rows.push(await measurePhase(load, phase));
    const result = name === "untraced" ? [] : ["", await settle(load)];
    return [markdownTable(HEAD, rows), ...result].join("\n");
  } finally {
    await load.end();
    rmSync(spoolDir, { recursive: true, force: true });
  }
}

async function measurePhase(load: Load, { mood, seconds: duration }: Phase): Promise<string[]> {
  await load.setMood(mood);
  const { cpuShare, maxMs, p99Ms, peakBytes, spans, spoolBytes, waitingBytes } = await load.measureFor(duration);
  const cells = [p99Ms.toFixed(1), maxMs.toFixed(1), `${whole(cpuShare * 100)} %`, mebibytes(peakBytes)];
  return [`${mood}, ${duration} s`, whole(spans / duration), ...cells, megabytes(waitingBytes), megabytes(spoolBytes)];
}

/** The agents have ended, and the server takes everything: what was made, and what became of it. */
async function settle(load: Load): Promise<string> {
  await load.setMood("takes");
  const { made, arrived, dropped, seconds: caughtUpSeconds } = await load.catchUp();
  const missing = made - arrived - dropped;
  return `Records: ${whole(made)} made, ${whole(arrived)} arrived, ${whole(dropped)} dropped and counted, ${whole(missing)} missing. Caught up ${whole(caughtUpSeconds)} s after the end.`;
}
