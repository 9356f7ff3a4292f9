import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { processEnvironment } from "../../../settings/environment.js";
import { type ProgramDestination, programEnvironment } from "./program-environment.js";

export interface TracedRun extends ProgramDestination {
  readonly command: string;
  readonly given: readonly string[];
  readonly folder: string;
  /** Asks it to end. */
  readonly signal: AbortSignal;
}

/** How a program ended. */
export interface ProgramEnd {
  /** 128 plus the number of the signal if one ended it, as shells report it. */
  readonly exitCode: number;
  readonly signal?: NodeJS.Signals;
}

/** Runs a program whose runs are traced, with this terminal as its own. @throws Error if it can't be started */
export async function runTraced({ command, given, apiUrl, token, folder, signal }: TracedRun): Promise<ProgramEnd> {
  const child = spawn(command, given, {
    cwd: folder,
    stdio: "inherit",
    // Many commands on Windows, such as npm, are scripts that only its shell runs.
    shell: process.platform === "win32",
    env: { ...programEnvironment(processEnvironment(), { apiUrl, token }) },
  });
  // A terminal signals Ctrl-C to all of its programs; a signal to this one alone is meant for the program too.
  const end = () => child.kill("SIGTERM");
  signal.addEventListener("abort", end);
  try {
    return await endOf(child);
  } finally {
    signal.removeEventListener("abort", end);
  }
}

function endOf(child: ChildProcess): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => {
      reject(new Error(`the program can't be started: ${error.message}`));
    });
    child.once("close", (code, signal) => {
      if (signal === null) resolve({ exitCode: code ?? 1 });
      else resolve({ exitCode: 128 + constants.signals[signal], signal });
    });
  });
}
