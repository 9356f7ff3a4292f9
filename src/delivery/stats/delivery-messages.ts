import type { DropReason, SerializedRecord } from "../../records/record-sink.js";
import type { DeliverySettings } from "../delivery-settings.js";
import { destinationName } from "../destination.js";

export type DeliveryMessages = ReturnType<typeof createDeliveryMessages>;

/** What is reported to a person: what was wrong, where, and what to do. */
export function createDeliveryMessages(settings: DeliverySettings) {
  const server = destinationName(settings.destination);
  const { maxQueueRecords, maxQueueBytes, maxRecordBytes } = settings;
  return {
    queueFull: () =>
      `Records come faster than ${server} accepts them: the queue is full (${maxQueueRecords} records or ` +
      `${maxQueueBytes} bytes) and new records are dropped. Raise maxQueueRecords and maxQueueBytes, or sample.`,
    recordTooLarge: () =>
      `A record is larger than ${maxRecordBytes} bytes, could not be cut, and was dropped. Record less of it.`,
    closed: () =>
      `A handler was used after its close(): what it records is dropped. Close it later, or make a new one.`,
    refused: (kind: SerializedRecord["kind"], records: number, answer: string) =>
      `${server} refused ${records} ${kind} record(s), which are dropped: ${answer}`,
    deadLetter: (kind: SerializedRecord["kind"], answer: string) =>
      `${server} refused a ${kind} record twice and accepted others in between. It is kept among the dead letters on ` +
      `disk; \`npx langchain-opik spool\` lists them: ${answer}`,
    deadLettersFull: () =>
      `The dead letters on disk for ${server} are full: records that it refuses wait in the spool instead. ` +
      "`npx langchain-opik spool` shows the reasons, `spool replay --dead-letters` sends them again, `spool clear` removes them.",
    underOtherKeys: (records: number) =>
      `${records} record(s) for ${server} wait on disk under another API key, and are not sent with this one. ` +
      "If both keys belong to the same account, `npx langchain-opik spool replay --any-key` sends them.",
    tooLargeToSend: (bytes: number) =>
      `A record of ${bytes} bytes for ${server} waits on disk: it is too large for the memory of this process. ` +
      "`npx langchain-opik spool replay` sends it.",
    stopped: (answer: string) => `${server} accepts nothing, and records wait on disk: ${answer}`,
    spooling: (why: string | undefined) =>
      `${server} has not accepted all records yet${why === undefined ? "" : ` (${why})`}. They wait on disk and are sent later.`,
    disk: (failure: string) =>
      `Records can't be put on disk (${failure}) and wait in memory. Check the folder of the spool, or set spoolDir.`,
    lostOnDisk: (reason: DropReason, records: number) =>
      `${records} record(s) that waited on disk for ${server} were dropped: ${reason}.`,
    retrying: (failure: string) =>
      `${server} does not answer as it should (${failure}). Records wait in memory and are tried again.`,
    unreachable: (kind: SerializedRecord["kind"], records: number, failure: string) =>
      `${server} could not accept ${records} ${kind} record(s), which are dropped: ${failure}. Check that the server runs, the API URL and the proxy.`,
    leftAtExit: (records: number) =>
      `The process ended before ${server} accepted ${records} records. Call flush() earlier, or raise exitTimeoutMs.`,
  };
}
