import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { placeEmptyStore } from "../../../store/support/empty-store.js";
import { HAS_TERMINAL, KEYS, openTerminal, type PseudoTerminal } from "../../../support/process/pseudo-terminal.js";
import { projectFolder } from "../../support/project-folder.js";
import { commandLine, runCommand, strangersEnvironment } from "../../support/run-command.js";
import { storedTrace, timeout } from "../../support/stored-project.js";

interface OpenImport {
  readonly folder: string;
  readonly terminal: PseudoTerminal;
  readonly pid: number;
  /** All that is to be imported. */
  readonly text: string;
}

const TRACES = 400;

/** An import in a terminal that has stored a part, and waits for the rest on a pipe that stays open. */
async function openImport(): Promise<OpenImport> {
  const folder = projectFolder();
  const pipe = join(folder, "pipe");
  placeEmptyStore(join(folder, "traces"));
  execFileSync("mkfifo", [pipe]);
  const now = Date.now() * 1000;
  const records = Array.from({ length: TRACES }, (_, index) => storedTrace(now - index * 1000, index));
  const lines = records.flatMap(({ trace, span }) => [trace, span]).map((record) => JSON.stringify(record));
  const command = commandLine(["import", "-", "--store", "./traces"]).map((word) => `'${word}'`);
  const shell = ["sh", "-c", `echo "pid $$."; exec ${command.join(" ")} < pipe`];
  const terminal = openTerminal(shell, { cwd: folder, env: strangersEnvironment(), columns: 100 });
  const writer = createWriteStream(pipe);
  onTestFinished(() => closed(writer));
  // In the middle of a record.
  writer.write(lines.slice(0, 700).join("\n").slice(0, -100));
  await terminal.shows("500 records stored");
  const pid = Number(/pid (\d+)\./.exec(terminal.screen())?.[1]);
  return { folder, terminal, pid, text: lines.join("\n") };
}

async function closed(writer: WriteStream): Promise<void> {
  // The reader may be gone.
  writer.on("error", () => undefined).destroy();
  if (!writer.closed) await once(writer, "close");
}

async function storedCounts(folder: string) {
  const { stdout } = await runCommand(["stats", "--by", "model", "--json", "--store", "./traces"], { folder });
  const { latency, fallbacks } = JSON.parse(stdout) as { latency: { runs: number }[]; fallbacks: { traces: number } };
  return { traces: fallbacks.traces, spans: latency[0]?.runs };
}

describe.skipIf(!HAS_TERMINAL)("an import that is stopped in the middle (needs `script`)", () => {
  it("an interrupted import reports how much it has stored, and is completed by another (needs `script`)", {
    timeout,
  }, async () => {
    const { folder, terminal, text } = await openImport();
    terminal.type(KEYS.interrupt);
    await terminal.shows("699 records stored.");
    await terminal.shows("Stopped. Import - again for the rest.");
    expect(await terminal.ended).toBe(130);
    expect(await storedCounts(folder)).toEqual({ traces: 350, spans: 349 });

    const { stdout } = await runCommand(["import", "-", "--store", "./traces"], { folder, input: text });
    expect(stdout).toBe(`${TRACES * 2} records stored.\n`);
    expect(await storedCounts(folder)).toEqual({ traces: TRACES, spans: TRACES });
  });

  it("a killed import leaves whole batches, and is completed by another (needs `script`)", { timeout }, async () => {
    const { folder, terminal, pid, text } = await openImport();
    process.kill(pid, "SIGKILL");
    await terminal.ended;
    expect(await storedCounts(folder)).toEqual({ traces: 250, spans: 250 });

    await runCommand(["import", "-", "--store", "./traces"], { folder, input: text });
    expect(await storedCounts(folder)).toEqual({ traces: TRACES, spans: TRACES });
  });
});
