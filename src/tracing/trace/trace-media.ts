import { nowMicros } from "../../records/clock.js";
import { JsonObjectBuilder } from "../../records/json/json-object-builder.js";
import type { JsonText } from "../../records/json/json-text.js";
import { type Media, replaceTokens } from "../../records/media/media.js";
import { leftOutNote } from "../../records/media/media-note.js";
import { extensionOf } from "../../records/media/media-type.js";
import { uuidV7 } from "../../records/uuid-v7.js";
import type { TracedRecord } from "../serialize/traced-record.js";

/** The trace or span that an attachment belongs to. */
export interface MediaOwner {
  readonly kind: "trace" | "span";
  readonly id: string;
}

/** The media of one trace, by its token. */
interface KnownMedia {
  readonly number: number;
  readonly sinceMillis: number;
  readonly type: string;
  readonly bytes: number;
  /** Undefined once it was released. */
  base64: string | undefined;
  /** The names under which it is attached, by the id of the trace or span. */
  readonly names: Map<string, string>;
}

/**
 * The maximum length of base64 that is kept for further spans of a trace, in characters; the oldest is dropped first.
 */
const MAX_KEPT_LENGTH = 32_000_000;
/** The number of different attachments of one trace; further ones are left out with a note. */
const MAX_MEDIA = 1_000;

/** The media in the records of one trace: their names there, and where they are attached. */
export class TraceMedia {
  readonly #traceId: string;
  readonly #known = new Map<string, KnownMedia>();
  #keptLength = 0;
  #due: TracedRecord[] = [];

  constructor(traceId: string) {
    this.#traceId = traceId;
  }

  /** Media of a run in it. */
  add(media: readonly Media[], atMicros: number): void {
    for (const one of media) this.#add(one, Math.floor(atMicros / 1000));
  }

  #add({ token, type, base64, bytes }: Media, sinceMillis: number): void {
    const known = this.#known.get(token);
    const number = this.#known.size + 1;
    const entry = known ?? { number, sinceMillis, type, bytes, base64: undefined, names: new Map<string, string>() };
    this.#known.set(token, entry);
    if (entry.base64 !== undefined || entry.number > MAX_MEDIA) return;
    entry.base64 = base64;
    this.#keptLength += base64.length;
    this.#makeRoom(entry);
  }

  #makeRoom(newest: KnownMedia): void {
    for (const entry of this.#known.values()) {
      if (this.#keptLength <= MAX_KEPT_LENGTH) return;
      if (entry !== newest) this.#letGo(entry);
    }
  }

  #letGo(entry: KnownMedia): void {
    this.#keptLength -= entry.base64?.length ?? 0;
    entry.base64 = undefined;
  }

  /** Releases the data: nothing new is expected in the trace. */
  letGo(): void {
    for (const entry of this.#known.values()) this.#letGo(entry);
  }

  /**
   * A field of a record with the names of its media, each of which is attached once to the trace and once to `owner`.
   * `projectName`: that of the record.
   */
  named(field: JsonText, side: "input" | "output", owner: MediaOwner | undefined, projectName: string): JsonText {
    return replaceTokens(field, (token) => {
      const media = this.#known.get(token);
      if (media === undefined) return token;
      const name = `${side}-attachment-${media.number}-${media.sinceMillis}-sdk.${extensionOf(media.type)}`;
      const inTrace = this.#attach(media, name, { kind: "trace", id: this.#traceId }, projectName);
      const here = owner && this.#attach(media, name, owner, projectName);
      const shown = here ?? inTrace;
      return shown === undefined ? leftOutNote(media.type, media.bytes) : `[${shown}]`;
    });
  }

  /** The name under which it is attached there; undefined where its data is gone. */
  #attach(media: KnownMedia, name: string, owner: MediaOwner, projectName: string): string | undefined {
    const known = media.names.get(owner.id);
    if (known !== undefined) return known;
    if (media.base64 === undefined) return undefined;
    media.names.set(owner.id, name);
    this.#due.push(
      attachmentRecord({ ...media, base64: media.base64 }, { name, owner, projectName, traceId: this.#traceId }),
    );
    return name;
  }

  /** The attachments since the last call, to be sent after the records that name them. */
  takeDue(): readonly TracedRecord[] {
    return this.#due.splice(0);
  }
}

interface AttachmentPlace {
  readonly name: string;
  readonly owner: MediaOwner;
  readonly projectName: string;
  readonly traceId: string;
}

// Standard base64 and a MIME type have no character that JSON escapes.
function attachmentRecord(
  { type, base64 }: { readonly type: string; readonly base64: string },
  { name, owner, projectName, traceId }: AttachmentPlace,
): TracedRecord {
  const id = uuidV7(nowMicros());
  const json = new JsonObjectBuilder()
    .plain("id", id)
    .plain("entity_type", owner.kind)
    .text("entity_id", owner.id)
    .text("trace_id", traceId)
    .text("project_name", projectName)
    .plain("file_name", name)
    .plain("mime_type", type)
    .plain("data", base64)
    .toJson();
  return { kind: "attachment", id, traceId, json };
}
