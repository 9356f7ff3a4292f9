import { once } from "node:events";
import type { Criteria, TraceStore } from "../../../store/index.js";
import { counted } from "../../../terminal/amounts.js";
import { piece } from "../../../terminal/styled-line.js";
import { type CommandResult, INTERRUPTED } from "../../command-result.js";
import { interruptibly } from "../../interruption.js";
import { progressText } from "../../progress-text.js";
import { UsageError } from "../../usage-error.js";
import { everyRecord } from "./every-record.js";
import { type FilterFlags, filterOf } from "./filter-flags.js";
import { writableFile, writeWholeFile } from "./whole-file.js";
import { type StoreFlags, withStore } from "./with-store.js";

export interface ExportFlags extends StoreFlags, FilterFlags {
  /** `-` is standard output. */
  readonly file: string;
  readonly force?: true;
  /** Default: true. */
  readonly attachments?: boolean;
  readonly json?: true;
  readonly showProgress: (text: string) => void;
}

interface Exported {
  traces: number;
  spans: number;
  looseSpans: number;
  attachments: number;
}

/** `langchain-opik export <file>`: records in Opik's wire form, one a line, each trace before its spans. */
export async function exportCommand(flags: ExportFlags): Promise<CommandResult> {
  const criteria = filterOf(flags);
  const toOutput = flags.file === "-";
  if (toOutput && flags.json === true) throw new UsageError("--json and - both want standard output. Leave one out.");
  const file = toOutput ? flags.file : await writableFile(flags.file, flags.force === true);
  return withStore(flags, ({ store }) =>
    interruptibly(async (signal) => {
      const done: Exported = { traces: 0, spans: 0, looseSpans: 0, attachments: 0 };
      const { showProgress, attachments: withAttachments = true } = flags;
      const texts = ndjson(store, { criteria, withAttachments, done, signal, showProgress });
      try {
        if (toOutput) await writeToOutput(texts);
        else await writeWholeFile(file, texts, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        flags.showProgress("");
      }
      return signal.aborted ? stopped(flags) : finished(flags, done);
    }),
  );
}

interface Export {
  readonly criteria: Criteria;
  readonly withAttachments: boolean;
  readonly done: Exported;
  readonly signal: AbortSignal;
  readonly showProgress: (text: string) => void;
}

async function* ndjson(store: TraceStore, options: Export): AsyncGenerator<string> {
  const { criteria, withAttachments, done, signal, showProgress } = options;
  const total = await store.countTraces(criteria);
  for await (const page of everyRecord(store, criteria, signal)) {
    if (page.kind === "records") {
      yield page.records.map(({ json }) => `${json}\n`).join("");
      done.traces += page.traces;
      done.spans += page.spans;
      done.looseSpans += page.looseSpans;
    } else if (withAttachments) {
      const attachment = await page.read();
      if (attachment === undefined) continue;
      yield `${attachment.json}\n`;
      done.attachments += 1;
    }
    showProgress(progressText(done.traces, total, `${exportedText(done)} written`));
  }
}

function finished({ file }: ExportFlags, done: Exported): CommandResult {
  // Only the records may be printed there.
  if (file === "-") return { exitCode: 0, lines: [], json: undefined };
  const orphans = done.looseSpans === 0 ? "" : ` The trace of ${counted(done.looseSpans, "span")} is not stored.`;
  return {
    exitCode: 0,
    lines: [[piece(`${exportedText(done)} written to ${file}.${orphans}`)]],
    json: { file, ...done },
  };
}

function stopped({ file }: ExportFlags): CommandResult {
  const reason = `Stopped. ${file} is not written.`;
  return { exitCode: INTERRUPTED, lines: file === "-" ? [] : [[piece(reason, "red")]], json: { error: reason } };
}

function exportedText({ traces, spans, attachments }: Exported): string {
  const [tracesText, spansText] = [counted(traces, "trace"), counted(spans, "span")];
  return attachments === 0
    ? `${tracesText} and ${spansText}`
    : `${tracesText}, ${spansText} and ${counted(attachments, "attachment")}`;
}

/** Writes texts as fast as they are read. False if the reader has gone, such as `head`: then the rest is left out. */
async function writeToOutput(texts: AsyncIterable<string>): Promise<boolean> {
  try {
    for await (const text of texts) {
      if (!process.stdout.write(text)) await once(process.stdout, "drain");
      if (!process.stdout.writable) return false;
    }
    return true;
  } catch (error) {
    if (isReaderGone(error)) return false;
    throw error;
  }
}

function isReaderGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}
