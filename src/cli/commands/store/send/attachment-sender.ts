import { uploadTimeMs } from "../../../../delivery/http/request-limits.js";
import { isOutsideServerWindow } from "../../../../delivery/spool/server-window.js";
import type { AttachmentPage } from "../every-record.js";
import { flushed, type SendingParts, type SentCounts } from "./send-records.js";

/** If a server accepts no attachments, or a storage is down, the others are not tried. */
const MAX_FAILED_IN_A_ROW = 3;
const BASE64_OF_BYTES = 4 / 3;

interface AttachmentSenderParts extends SendingParts {
  readonly counts: SentCounts;
}

/** Sends attachments, one at a time. One that is refused keeps nothing else from being sent. */
export class AttachmentSender {
  readonly #parts: AttachmentSenderParts;
  readonly #nowMs = Date.now();
  #failedInARow = 0;

  constructor(parts: AttachmentSenderParts) {
    this.#parts = parts;
  }

  /** False if the server cannot be reached, or the signal came: then nothing more should be sent. */
  async send({ entityId, bytes, read }: AttachmentPage): Promise<boolean> {
    const { sink, counts, signal, giveUpMs } = this.#parts;
    // Its trace or span was left out.
    if (isOutsideServerWindow(entityId, this.#nowMs)) counts.tooOld += 1;
    else if (this.#failedInARow >= MAX_FAILED_IN_A_ROW) counts.failed += 1;
    else {
      const record = await read();
      if (record === undefined) return true;
      sink.accept(record);
      const timeoutMs = giveUpMs + uploadTimeMs(bytes * BASE64_OF_BYTES);
      const result = await flushed(sink, signal, timeoutMs);
      if (result === undefined) return false;
      const { delivered, failed, unanswered } = result;
      counts.sent += delivered;
      counts.failed += failed;
      this.#failedInARow = failed === 0 ? 0 : this.#failedInARow + 1;
      return unanswered === 0;
    }
    return true;
  }
}
