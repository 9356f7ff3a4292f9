import { safeMessage } from "../../logging/safe-text.js";
import type { RecordStore } from "../../records/record-store.js";
import { withinTime } from "../../runtime/within-time.js";
import type { BatchExporter, ExportedBatch, ExportResult } from "../batch-exporter.js";
import { type RequestFailure, watchLimits } from "../http/request-limits.js";

export interface StoreExporterOptions {
  /** Called with the first batch, and again after it failed. */
  readonly open: () => Promise<RecordStore>;
  /** The longest that opening and writing one batch may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Called at the end with the store, if one was opened. */
  readonly release: (store: RecordStore) => Promise<void>;
}

/** A store that is being opened, or whose database no longer answers, is waited for no longer than this. */
const CLOSE_TIMEOUT_MS = 10_000;

const REFUSED: ExportResult = {
  kind: "split",
  cause: "invalid",
  message: "The trace store cannot hold this record.",
};

/** Writes batches into a trace store. */
export function createStoreExporter({ open, timeoutMs, release }: StoreExporterOptions): BatchExporter {
  let opening: Promise<RecordStore> | undefined;
  const openOnce = () => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    export: (batch, signal) => withinLimits(write(openOnce, batch), timeoutMs, signal),
    async close() {
      if (opening !== undefined) await withinTime(opening.then(release), CLOSE_TIMEOUT_MS).catch(() => undefined);
    },
  };
}

async function write(openOnce: () => Promise<RecordStore>, { kind, records }: ExportedBatch): Promise<ExportResult> {
  try {
    const store = await openOnce();
    const parsed = records.flatMap(({ json }) => parse(json) ?? []);
    if (parsed.length < records.length) return REFUSED;
    const { stored } = await store.write(kind, parsed, { background: true });
    // The delivery then looks for the bad record by halving; writing the others again changes nothing.
    return stored === records.length ? { kind: "accepted" } : REFUSED;
  } catch (error) {
    return { kind: "later", cause: "network", message: safeMessage(error).replace(/^langchain-opik: /, "") };
  }
}

/**
 * In a list, since a record may be any JSON value; undefined for text that is not JSON, such as a line of a damaged
 * file.
 */
function parse(json: string): readonly [unknown] | undefined {
  try {
    return [JSON.parse(json)];
  } catch {
    return undefined;
  }
}

async function withinLimits(
  work: Promise<ExportResult>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ExportResult> {
  let lift = () => {};
  const ended = new Promise<ExportResult>((resolve) => {
    const onEnd = ({ cause, message }: RequestFailure) => {
      resolve({ kind: "later", cause, message });
    };
    ({ lift } = watchLimits({ signal, timeoutMs, onEnd }));
  });
  const result = await Promise.race([work, ended]);
  lift();
  return result;
}
