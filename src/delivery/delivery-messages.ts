import type { Batch } from "./batch.js";
import type { DeliverySettings } from "./delivery-settings.js";
import { displayUrl } from "./display-url.js";

/** What is told to a person: what was wrong, where, and what to do. */
export interface DeliveryMessages {
  readonly queueFull: () => string;
  readonly recordTooLarge: () => string;
  readonly refused: (batch: Batch, answer: string) => string;
  readonly retrying: (failure: string) => string;
  readonly unreachable: (batch: Batch, failure: string) => string;
  readonly leftAtExit: (records: number) => string;
}

export function createDeliveryMessages(settings: DeliverySettings): DeliveryMessages {
  const server = `Opik at ${displayUrl(settings.apiUrl)}, workspace "${settings.workspaceName}"`;
  const { maxQueueRecords, maxQueueBytes, maxRecordBytes } = settings;
  return {
    queueFull: () =>
      `Records come faster than ${server} takes them: the queue is full (${maxQueueRecords} records or ` +
      `${maxQueueBytes} bytes) and new records are dropped. Raise maxQueueRecords and maxQueueBytes, or sample.`,
    recordTooLarge: () =>
      `A record is larger than ${maxRecordBytes} bytes and was dropped. Shorten what is recorded, or raise maxRecordBytes.`,
    refused: (batch, answer) => `${server} refused ${count(batch)}, which are dropped: ${answer}`,
    retrying: (failure) =>
      `${server} does not answer as it should (${failure}). Records wait in memory and are tried again.`,
    unreachable: (batch, failure) =>
      `${server} could not take ${count(batch)}, which are dropped: ${failure}. Check that the server runs, the API URL and the proxy.`,
    leftAtExit: (records) =>
      `The process ended before ${server} took ${records} records. Call flush() earlier, or raise exitFlushTimeoutMs.`,
  };
}

function count({ kind, records }: Batch): string {
  return `${records.length} ${kind} record(s)`;
}
