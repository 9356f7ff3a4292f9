import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { nextMessage, startChild, stopChild } from "../harness/child-process.js";
import { takeFreshBuild } from "../harness/fresh-build.js";
import { numbersIn } from "../harness/numbers.js";
import { describeMachine } from "../report/machine-info.js";
import { markdownTable, whole } from "../report/markdown-table.js";
import { leaveFiles } from "./leave-files.js";

/**
 * `npm run replay`: what it costs a program that thousands of small files wait on disk when it starts. Prints a table
 * for docs/reliability.md: of each figure the best of some rounds, as other programs only make it worse.
 */

const { values } = parseArgs({
  options: { files: { type: "string", default: "20000" }, rounds: { type: "string", default: "3" } },
});

const MEASURED = ["seconds", "pauseMs", "pauseCpuMs", "cpuShare", "replayed", "delivered", "runs"] as const;
type Measured = Readonly<Record<(typeof MEASURED)[number], number>>;
const HEAD = [
  "",
  "sent from disk a second",
  "sent meanwhile a second",
  "CPU of one core",
  "longest pause, ms",
  "of it CPU, ms",
];

takeFreshBuild();
console.log(describeMachine());
const rows = [
  await measure("a handler that does nothing", { isTraced: false, files: 0 }),
  await measure("traced, nothing waits", { isTraced: true, files: 0 }),
  await measure(`traced, ${whole(Number(values.files))} files wait`, { isTraced: true, files: Number(values.files) }),
];
console.log(markdownTable(HEAD, rows));

interface Program {
  readonly isTraced: boolean;
  readonly files: number;
}

async function measure(name: string, program: Program): Promise<string[]> {
  const rounds: Measured[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) rounds.push(await runOnce(program));
  const least = (figure: keyof Measured) => Math.min(...rounds.map((one) => one[figure]));
  const rate = (figure: keyof Measured) => whole(Math.max(...rounds.map((one) => one[figure] / one.seconds)));
  return [
    name,
    program.files === 0 ? "" : rate("replayed"),
    program.isTraced ? rate("delivered") : "",
    `${whole(least("cpuShare") * 100)} %`,
    least("pauseMs").toFixed(0),
    least("pauseCpuMs").toFixed(0),
  ];
}

async function runOnce({ isTraced, files }: Program): Promise<Measured> {
  const spoolDir = mkdtempSync(join(tmpdir(), "langchain-opik-replay-"));
  const server = startChild(new URL("../reliability/moody-server.js", import.meta.url), []);
  const { port } = numbersIn(await nextMessage(server), ["port"]);
  const apiUrl = `http://127.0.0.1:${port}/api`;
  try {
    if (files > 0) await leaveFiles(apiUrl, spoolDir, files);
    const args = [isTraced ? apiUrl : "", spoolDir, String(files)];
    return numbersIn(await nextMessage(startChild(new URL("./replay-host.js", import.meta.url), args)), MEASURED);
  } finally {
    await stopChild(server);
    rmSync(spoolDir, { recursive: true, force: true });
  }
}
