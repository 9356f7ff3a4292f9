import { safeMessage } from "../../logging/safe-text.js";
import type { RecordStore } from "../../records/record-store.js";
import { systemClock } from "../../runtime/system-clock.js";
import { withinTime } from "../../runtime/within-time.js";
import type { HttpAnswer, Transport } from "./http-transport.js";

export interface StoreTransportOptions {
  /** Called with the first batch, and again after it failed. */
  readonly open: () => Promise<RecordStore>;
  /** The longest that opening and writing one batch may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Called at the end with the store, where one was opened. */
  readonly release: (store: RecordStore) => Promise<void>;
}

/** A store that is being opened, or whose database no longer answers, is not waited for longer. */
const CLOSE_TIMEOUT_MS = 10_000;

/** Delivers to a trace store what else goes to an Opik server, so that it has the same queue, retries and spool. */
export function createStoreTransport({ open, timeoutMs, release }: StoreTransportOptions): Transport {
  let opening: Promise<RecordStore> | undefined;
  const openOnce = () => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const write = async (body: string): Promise<HttpAnswer> => {
    try {
      return await writeBatch(await openOnce(), body);
    } catch (error) {
      return failed("network", safeMessage(error));
    }
  };
  return {
    post: (_path, body, signal) => answerInTime(write(body), timeoutMs, signal),
    async close() {
      if (opening !== undefined) await withinTime(opening.then(release), CLOSE_TIMEOUT_MS).catch(() => undefined);
    },
  };
}

/** The body is that of a request to Opik: `{"traces":[...]}` or `{"spans":[...]}`. */
async function writeBatch(store: RecordStore, body: string): Promise<HttpAnswer> {
  const batch: unknown = JSON.parse(body);
  for (const [list, kind] of LISTS) {
    const records: unknown = Reflect.get(Object(batch), list);
    if (!Array.isArray(records)) continue;
    const { stored } = await store.write(kind, records, { background: true });
    // The delivery then looks for the bad one by halving; writing the others again changes nothing.
    return stored === records.length ? answered(204, "") : answered(422, "The trace store cannot hold this record.");
  }
  return answered(422, "There are no records.");
}

const LISTS = [
  ["traces", "trace"],
  ["spans", "span"],
] as const;

async function answerInTime(work: Promise<HttpAnswer>, timeoutMs: number, signal: AbortSignal): Promise<HttpAnswer> {
  let stop = () => {};
  const given = new Promise<HttpAnswer>((resolve) => {
    const abort = () => {
      resolve(failed("network", "the write was cut off"));
    };
    const cancelLimit = systemClock.after(timeoutMs, () => {
      resolve(failed("timeout", `no answer within ${timeoutMs} ms`));
    });
    signal.addEventListener("abort", abort);
    stop = () => {
      cancelLimit();
      signal.removeEventListener("abort", abort);
    };
  });
  const answer = await Promise.race([work, given]);
  stop();
  return answer;
}

function answered(status: number, body: string): HttpAnswer {
  return { kind: "answered", status, headers: {}, body };
}

function failed(cause: "network" | "timeout", message: string): HttpAnswer {
  return { kind: "failed", cause, message: message.replace(/^langchain-opik: /, "") };
}
