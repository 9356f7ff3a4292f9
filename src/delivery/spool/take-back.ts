import { readOwnFileAsync } from "../../runtime/private-files.js";
import { type ProcessStatus, processStatus } from "../../runtime/process-identity.js";
import { type OwnedFile, type WaitingFile, waiting } from "./spool-file.js";
import type { SpoolFolder } from "./spool-folder.js";

/** How long a process of which nothing is known keeps its files. */
const LOST_AFTER_MS = 3_600_000;

/** The files that nobody will finish sending: their process is dead, or has not been seen for long. */
export function leftBehind(files: readonly OwnedFile[], folder: SpoolFolder, nowMs: number): readonly OwnedFile[] {
  // A process may own hundreds of files, and checking it takes a few calls.
  const statuses = new Map<string, ProcessStatus>();
  return files.filter(({ owner, sinceMs }) => {
    const name = JSON.stringify(owner);
    const status = statuses.get(name) ?? processStatus(owner, folder.node);
    statuses.set(name, status);
    return status === "dead" || (status === "unknown" && nowMs - sinceMs > LOST_AFTER_MS);
  });
}

/** Lets a file that was left behind wait again; undefined if another process did so first, or the disk fails. */
export async function takeBack(file: OwnedFile, folder: SpoolFolder): Promise<WaitingFile | undefined> {
  try {
    const back = waiting(file.state === "claim" ? file : { ...file, ...(await writtenSize(file, folder)) });
    return (await folder.rename(file, back)) ? back : undefined;
  } catch {
    // The others can still be sent, and this one is found again.
    return undefined;
  }
}

const LINE_BREAK = 0x0a;

/**
 * The size that was written, which is not in the name. A journal's line that was cut off counts, and is missed when it
 * is read. A batch that was cut off is no loss: its process still had the records, and has put them elsewhere if it
 * could.
 */
async function writtenSize(file: OwnedFile, folder: SpoolFolder): Promise<Pick<WaitingFile, "records" | "bytes">> {
  const text = await readOwnFileAsync(folder.pathOf(file), folder.node.fs);
  let records = file.state === "journal" && text.length > 0 && text.at(-1) !== LINE_BREAK ? 1 : 0;
  for (let at = text.indexOf(LINE_BREAK); at !== -1; at = text.indexOf(LINE_BREAK, at + 1)) records += 1;
  return { records, bytes: text.byteLength };
}
