import type { DropReason } from "../records/record-sink.js";
import type { Batch } from "./batch.js";
import type { DeliverySettings } from "./delivery-settings.js";
import { displayUrl } from "./display-url.js";

export type DeliveryMessages = ReturnType<typeof createDeliveryMessages>;

/** What is told to a person: what was wrong, where, and what to do. */
export function createDeliveryMessages(settings: DeliverySettings) {
  const server = settings.serverName ?? `Opik at ${displayUrl(settings.apiUrl)}, workspace "${settings.workspaceName}"`;
  const { maxQueueRecords, maxQueueBytes, maxRecordBytes } = settings;
  return {
    queueFull: () =>
      `Records come faster than ${server} takes them: the queue is full (${maxQueueRecords} records or ` +
      `${maxQueueBytes} bytes) and new records are dropped. Raise maxQueueRecords and maxQueueBytes, or sample.`,
    recordTooLarge: () =>
      `A record is larger than ${maxRecordBytes} bytes, could not be cut, and was dropped. Shorten what is recorded.`,
    closed: () => `A handler was used after its close(): what it sees is dropped. Close it later, or make a new one.`,
    refused: (batch: Batch, answer: string) => `${server} refused ${count(batch)}, which are dropped: ${answer}`,
    buried: (batch: Batch, answer: string) =>
      `${server} refused ${count(batch)}, kept among the dead letters on disk: ${answer}`,
    stopped: (answer: string) => `${server} takes nothing, and records wait on disk: ${answer}`,
    spooling: (why: string | undefined) =>
      `${server} has not taken all records yet${why === undefined ? "" : ` (${why})`}. They wait on disk and are sent later.`,
    disk: (failure: string) =>
      `Records can't be put on disk (${failure}) and wait in memory. Check the folder of the spool, or set spoolDir.`,
    lostOnDisk: (reason: DropReason, records: number) =>
      `${records} record(s) that waited on disk for ${server} were given up: ${reason}.`,
    retrying: (failure: string) =>
      `${server} does not answer as it should (${failure}). Records wait in memory and are tried again.`,
    unreachable: (batch: Batch, failure: string) =>
      `${server} could not take ${count(batch)}, which are dropped: ${failure}. Check that the server runs, the API URL and the proxy.`,
    leftAtExit: (records: number) =>
      `The process ended before ${server} took ${records} records. Call flush() earlier, or raise exitTimeoutMs.`,
  };
}

function count({ kind, records }: Batch): string {
  return `${records.length} ${kind} record(s)`;
}
