import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { addAbortSignal, type Readable } from "node:stream";
import { counted, countText } from "../../../terminal/amounts.js";
import { piece, type StyledLine } from "../../../terminal/styled-line.js";
import { type CommandResult, INTERRUPTED } from "../../command-result.js";
import { interruptibly } from "../../interruption.js";
import { progressText } from "../../progress-text.js";
import { ImportBatch } from "./import-batch.js";
import { importLines } from "./import-lines.js";
import { recordsText } from "./records-text.js";
import { type StoreFlags, withNewStore } from "./with-store.js";

export interface ImportFlags extends StoreFlags {
  /** `-` is standard input. */
  readonly file: string;
  readonly showProgress: (text: string) => void;
}

/** How gzip's output begins, as text. */
const GZIP = "\u001f\ufffd";
const COMPRESSED = "what is to be imported is compressed: gunzip -c <file> | langchain-opik import -";

/**
 * `langchain-opik import <file>`: stores what `export` wrote. Records that exist already are left, or replaced by newer
 * ones.
 */
export async function importCommand({ file, showProgress, ...flags }: ImportFlags): Promise<CommandResult> {
  // Before the store is opened: a wrong name must not make a store.
  const source = await importSource(file);
  return withNewStore(flags, ({ store }) =>
    interruptibly(async (signal) => {
      const batch = new ImportBatch(store);
      try {
        await importAll(source, batch, { signal, showProgress });
      } catch (error) {
        throw batch.stored + batch.attachments === 0 ? error : brokenOff(error, batch, file);
      } finally {
        showProgress("");
      }
      return importResult(batch, signal.aborted, file);
    }),
  );
}

interface Source {
  readonly stream: Readable;
  /** Undefined if it is not known beforehand. */
  readonly bytes: number | undefined;
}

async function importSource(file: string): Promise<Source> {
  if (file === "-") return { stream: process.stdin, bytes: undefined };
  const { size, isFolder } = await stat(file).then(
    (found) => ({ size: found.isFile() ? found.size : undefined, isFolder: found.isDirectory() }),
    () => {
      throw new Error(`there is no file ${file} that can be read. Use - for standard input.`);
    },
  );
  if (isFolder) throw new Error(`${file} is a folder. Name a file that export wrote.`);
  return { stream: createReadStream(file), bytes: size };
}

interface Watch {
  readonly signal: AbortSignal;
  readonly showProgress: (text: string) => void;
}

async function importAll(
  { stream, bytes }: Source,
  batch: ImportBatch,
  { signal, showProgress }: Watch,
): Promise<void> {
  const lines = importLines(addAbortSignal(signal, stream));
  let read = 0;
  let shown = 0;
  try {
    for await (const line of lines) {
      if (line.number === 1 && line.kind === "text" && line.text.startsWith(GZIP)) throw new Error(COMPRESSED);
      read += line.bytes;
      await batch.add(line);
      const stored = batch.stored + batch.attachments;
      if (stored === shown) continue;
      shown = stored;
      showProgress(bytes === undefined ? importedText(batch) : progressText(read, bytes, importedText(batch)));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  await batch.write();
}

function brokenOff(error: unknown, batch: ImportBatch, file: string): Error {
  const { message } = error instanceof Error ? error : new Error(String(error));
  return new Error(`${message} ${importedText(batch)} until then. Import ${file} again for the rest.`, {
    cause: error,
  });
}

function importResult(batch: ImportBatch, isStopped: boolean, file: string): CommandResult {
  const { stored, attachments, refused, refusedLines } = batch;
  const stop = isStopped ? [[piece(`Stopped. Import ${file} again for the rest.`, "red" as const)]] : [];
  return {
    exitCode: isStopped ? INTERRUPTED : refused === 0 ? 0 : 1,
    lines: [[piece(`${importedText(batch)}.`)], ...refusedText(batch), ...stop],
    json: { stored, attachments, refused, refusedLines, ...(isStopped && { stopped: true }) },
  };
}

function refusedText({ refused, refusedLines }: ImportBatch): readonly StyledLine[] {
  if (refused === 0) return [];
  const more = refused - refusedLines.length;
  return [
    [piece(`${counted(refused, "line")} left out:`, "red")],
    ...refusedLines.map(({ line, why }) => [piece(`  line ${countText(line)} ${why}`)]),
    ...(more > 0 ? [[piece(`  and ${countText(more)} more`)]] : []),
  ];
}

function importedText({ stored, attachments }: ImportBatch): string {
  return `${recordsText(stored, attachments)} stored`;
}
