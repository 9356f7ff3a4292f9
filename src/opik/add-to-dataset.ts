import type { Opik } from "opik";
import { failedStatus, failureReason } from "./failure-reason.js";
import { projectOf, type ScoredTrace, traceIdOf } from "./score-trace.js";
import { sdkClient } from "./sdk-client.js";

export interface AddOptions {
  /** The name of the data set; it is created in the trace's project where it does not exist. */
  readonly dataset: string;
  /** More fields of the item, such as the answer that would have been right. They replace the trace's. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
  /** The SDK's client to use. Default: as for `scoreTrace`. */
  readonly client?: Opik | undefined;
  /** The longest that each of two requests waits for Opik's answer. Default: 5,000. */
  readonly timeoutMs?: number | undefined;
}

/** What happened to a trace that was to become an item of a data set. */
export type AddOutcome =
  | { readonly status: "added" }
  /** `problem` says what was wrong, and holds neither key nor text of the trace. */
  | { readonly status: "failed"; readonly problem: string };

const TIMEOUT_MS = 5_000;

/**
 * Turns a trace in Opik into an item of a data set, so that the next experiment asks the same question again. The item
 * has the trace's `input`, the given fields, and a link to the trace.
 *
 * @returns what happened to it; never rejects
 * @example
 * await addToDataset(handler.traceOf(runId), { dataset: "hard questions", fields: { expected: "Zurich" } });
 */
export async function addToDataset(trace: ScoredTrace | undefined, options: AddOptions): Promise<AddOutcome> {
  try {
    const traceId = traceIdOf(trace);
    if (traceId === undefined)
      return failed("there is no such trace: its id must be one of Opik's, a UUID of version 7");
    return await add(trace, traceId, options);
  } catch (error) {
    if (failedStatus(error) === 404) return failed("Opik does not have the trace (yet): flush the handler first");
    return failed(`the trace was not added to the data set (${failureReason(error)})`);
  }
}

async function add(trace: ScoredTrace | undefined, traceId: string, options: AddOptions): Promise<AddOutcome> {
  const { dataset, fields, client = sdkClient(), timeoutMs = TIMEOUT_MS } = options;
  const { api } = client;
  const request = { timeoutInSeconds: timeoutMs / 1_000, maxRetries: 0 };
  const { input } = await api.traces.getTraceById(traceId, {}, request);
  const items = [{ source: "trace" as const, traceId, data: { input, ...fields } }];
  await api.datasets.createOrUpdateDatasetItems(
    { datasetName: dataset, projectName: projectOf(trace, client), items },
    request,
  );
  return { status: "added" };
}

function failed(problem: string): AddOutcome {
  return { status: "failed", problem };
}
