import type { AttachmentRecord } from "../../records/record.js";
import type { CollectorStore } from "../../store/collector-store.js";
import type { AttachmentSummary } from "../../store/index.js";
import { Refusal } from "../http/refusal.js";
import { derivedId } from "./opik-ids.js";

/** The trace or span that a file is attached to, and its name there. */
export interface AttachmentPlace {
  readonly entityType: "trace" | "span";
  readonly entityId: string;
  readonly fileName: string;
}

export interface AttachmentFile extends AttachmentPlace {
  readonly mimeType: string;
  readonly project: string;
  readonly bytes: Buffer;
}

/** Keeps files of traces and spans. */
export class AttachmentDesk {
  readonly #store: CollectorStore;
  readonly #changed: (traceIds: Iterable<string>) => void;
  /** Whether there may be files whose span has not come, including those of an earlier server. */
  #mayWait = true;

  constructor(store: CollectorStore, changed: (traceIds: Iterable<string>) => void) {
    this.#store = store;
    this.#changed = changed;
  }

  /** A file replaces an earlier one of the same name. @throws Refusal 400 */
  async keep(file: AttachmentFile): Promise<void> {
    const { fileName, mimeType, entityType, entityId, project, bytes } = file;
    if (bytes.length === 0) throw new Refusal(400, "the file is empty");
    const id = attachmentId(file);
    const traceId = await this.#traceOf(file);
    const record: AttachmentRecord = {
      ...{ id, trace_id: traceId, entity_type: entityType, entity_id: entityId, project_name: project },
      ...{ file_name: fileName, mime_type: mimeType, data: bytes.toString("base64") },
    };
    await this.#store.deleteAttachments([id]);
    const { stored } = await this.#store.write("attachment", [record]);
    if (stored === 0) throw new Refusal(400, "the database can't hold this file");
    this.#changed([traceId]);
  }

  list(entityId: string): Promise<readonly AttachmentSummary[]> {
    return this.#store.findAttachmentsOf([entityId]);
  }

  read(place: AttachmentPlace): Promise<AttachmentRecord | undefined> {
    return this.#store.readAttachment(attachmentId(place));
  }

  delete(places: readonly AttachmentPlace[]): Promise<void> {
    return this.#store.deleteAttachments(places.map(attachmentId));
  }

  /** Files that waited for spans are moved to their traces. */
  async spansCame(): Promise<void> {
    if (this.#mayWait) this.#mayWait = (await this.#store.adoptAttachments()) > 0;
  }

  /** A span may come after its files: until then they are kept under its own id. */
  async #traceOf({ entityType, entityId }: AttachmentPlace): Promise<string> {
    if (entityType === "trace") return entityId;
    const [span] = await this.#store.readSpanRecords([entityId]);
    if (span === undefined) this.#mayWait = true;
    return span?.record.trace_id ?? entityId;
  }
}

function attachmentId({ entityId, fileName }: AttachmentPlace): string {
  return derivedId(["attachment", entityId, fileName], entityId);
}
