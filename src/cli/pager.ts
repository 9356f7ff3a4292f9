import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";

/** The exit codes of a shell that can't start a command. */
const NOT_STARTED = [126, 127];

interface Screen {
  readonly isTTY?: boolean;
  readonly rows?: number;
}

/** Whether a text is longer than the terminal it goes to, and a person is there. */
export function wantsPager(text: string, { isTTY, rows }: Screen, { CI, TERM }: NodeJS.ProcessEnv): boolean {
  if (isTTY !== true || rows === undefined || (CI ?? "") !== "" || TERM === "dumb") return false;
  return text.split("\n").length > rows;
}

/**
 * Shows a text page by page with `PAGER`, else with `less`, which ends by itself if everything fits. False if neither
 * could be started: then nothing was shown.
 */
export async function showInPager(text: string, { PAGER }: NodeJS.ProcessEnv): Promise<boolean> {
  const named = PAGER?.trim();
  // An empty variable means, as for git, that no pager is wanted.
  if (named === "" || (named === undefined && process.platform === "win32")) return false;
  const pager = startPager(named);
  const exitCode = await fed(pager, text);
  return named === undefined ? exitCode === 0 : exitCode !== undefined && !NOT_STARTED.includes(exitCode);
}

/** `PAGER` may have arguments. */
function startPager(named: string | undefined): ChildProcess {
  const stdio: StdioOptions = ["pipe", "inherit", "inherit"];
  return named === undefined ? spawn("less", ["-FRX"], { stdio }) : spawn(named, { shell: true, stdio });
}

/** Undefined if the process could not be started. */
async function fed(pager: ChildProcess, text: string): Promise<number | undefined> {
  // Ctrl-C is for the pager: the command ends after it.
  const ignore = () => undefined;
  process.on("SIGINT", ignore);
  try {
    const closed = once(pager, "close");
    // A reader who has seen enough closes the pipe.
    pager.stdin?.on("error", ignore).end(text);
    await closed;
    return pager.exitCode ?? 0;
  } catch {
    return undefined;
  } finally {
    process.off("SIGINT", ignore);
  }
}
