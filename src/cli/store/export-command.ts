import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Filter, TraceStore } from "../../store/index.js";
import { counted } from "../amounts.js";
import type { CommandResult } from "../command-result.js";
import { piece } from "../styled-line.js";
import { everyTrace } from "./every-trace.js";
import { type FilterFlags, filterOf } from "./filter-flags.js";
import { type StoreFlags, withStore } from "./store-place.js";

export interface ExportFlags extends StoreFlags, FilterFlags {
  readonly file: string;
  readonly showProgress: (text: string) => void;
}

interface Exported {
  traces: number;
  spans: number;
}

/** `langchain-opik export <file>`: records in Opik's wire form, one a line, each trace before its spans. */
export function exportCommand({ file, showProgress, ...flags }: ExportFlags): Promise<CommandResult> {
  return withStore(flags, async ({ store }) => {
    const done: Exported = { traces: 0, spans: 0 };
    const draft = `${file}.part`;
    try {
      await pipeline(Readable.from(ndjson(store, filterOf(flags), done, showProgress)), createWriteStream(draft));
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    } finally {
      showProgress("");
    }
    return { exitCode: 0, lines: [[piece(`${exportedText(done)} written to ${file}.`)]], json: { file, ...done } };
  });
}

async function* ndjson(
  store: TraceStore,
  filter: Filter,
  done: Exported,
  showProgress: (text: string) => void,
): AsyncGenerator<string> {
  for await (const page of everyTrace(store, filter)) {
    for (const { trace, spans } of page) {
      done.traces += 1;
      done.spans += spans.length;
      yield [trace, ...spans].map((record) => `${JSON.stringify(record)}\n`).join("");
    }
    showProgress(`${exportedText(done)} written`);
  }
}

function exportedText({ traces, spans }: Exported): string {
  return `${counted(traces, "trace")} and ${counted(spans, "span")}`;
}
