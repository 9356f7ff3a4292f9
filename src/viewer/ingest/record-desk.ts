import { isoTime, nowMicros } from "../../records/clock.js";
import { microsOfIso } from "../../records/iso-time.js";
import { asText, type JsonObject } from "../../records/json/json-object.js";
import type { SpanRecord, TraceRecord } from "../../records/record.js";
import { OPTIONS } from "../../settings/options/option-table.js";
import type { CollectorStore } from "../../store/collector-store.js";
import type { FeedbackScore } from "../../store/opik/find-scores.js";
import type { KeptRecord } from "../../store/read/read-records.js";
import { Refusal } from "../http/refusal.js";
import type { AttachmentDesk } from "./attachment-desk.js";
import { LockedIds } from "./locked-ids.js";
import {
  changedTags,
  type RecordFields,
  type TagChanges,
  type WrittenKind,
  type WrittenRecord,
} from "./wire-records.js";

/** With one statement. */
const MAX_DELETED = 500;

type Kept = KeptRecord<TraceRecord | SpanRecord>;

export interface RecordDeskParts {
  readonly store: CollectorStore;
  readonly attachments: AttachmentDesk;
  /** Called with the traces of the stored records. */
  readonly changed: (traceIds: Iterable<string>) => void;
  /** Called with the number of stored records. */
  readonly wrote: (records: number) => void;
  /** Is told that something was deleted. */
  readonly deleted: () => void;
}

/** Accepts writes and updates of traces and spans, and merges them as Opik's server does. */
export class RecordDesk {
  readonly #store: CollectorStore;
  readonly #changed: (traceIds: Iterable<string>) => void;
  readonly #attachments: AttachmentDesk;
  readonly #wrote: (records: number) => void;
  readonly #deleted: () => void;
  readonly #ids = new LockedIds();

  constructor({ store, attachments, changed, wrote, deleted }: RecordDeskParts) {
    this.#wrote = wrote;
    this.#deleted = deleted;
    this.#store = store;
    this.#attachments = attachments;
    this.#changed = changed;
  }

  /**
   * Of two writes of one id, the newer one replaces the other whole; a write completes a record that was updated before
   * it came.
   */
  writeMany(kind: WrittenKind, written: readonly WrittenRecord[]): Promise<void> {
    const ids = written.map(({ id }) => id);
    return this.#ids.run(ids, async () => {
      const partial = await this.#partial(kind, ids);
      await this.#put(
        kind,
        written.map(({ id, fields }) => ({ ...fields, ...partial.get(id), id })),
      );
    });
  }

  /**
   * Returns whether it was stored: a span that is already known is left as it is. @throws Refusal 409 for a known trace
   */
  writeOne(kind: WrittenKind, { id, fields }: WrittenRecord): Promise<boolean> {
    return this.#ids.run([id], async () => {
      const known = await this.#read(kind, id);
      if (known !== undefined) checkProject(known.record, fields);
      if (known?.isPartial === false) {
        if (kind === "trace") throw new Refusal(409, "Trace already exists");
        return false;
      }
      await this.#put(kind, [{ ...fields, ...(known && namedFields(known)), id }]);
      return true;
    });
  }

  /**
   * Replaces the fields that the update names. An update of an unknown record is kept until the record is written.
   * @throws Refusal 409
   */
  update(kind: WrittenKind, id: string, update: RecordFields & TagChanges): Promise<void> {
    return this.#ids.run([id], async () => {
      const known = await this.#read(kind, id);
      if (known !== undefined) checkPlace(kind, known, update);
      await this.#put(kind, [updated(id, known, update)]);
    });
  }

  /** Applies one update to those of these records that are known. */
  updateKnown(
    kind: WrittenKind,
    ids: readonly string[],
    update: RecordFields & TagChanges,
    mergesTags: boolean,
  ): Promise<void> {
    return this.#ids.run(ids, async () => {
      const known = await this.#readAll(kind, ids);
      const { trace_id: _trace, parent_span_id: _parent, ...fields } = update;
      if (known.length > 0) {
        await this.#put(
          kind,
          known.map((one) => updated(one.record.id, one, fields, mergesTags)),
        );
      }
    });
  }

  /** Stores scores, whether their traces or spans have come or not. */
  async score(scores: readonly FeedbackScore[]): Promise<void> {
    await this.#store.writeScores(scores);
    const spanIds = scores.flatMap(({ entityType, entityId }) => (entityType === "span" ? [entityId] : []));
    const spans = await this.#store.readSpanRecords(spanIds);
    const traceIds = scores.flatMap(({ entityType, entityId }) => (entityType === "trace" ? [entityId] : []));
    this.#changed(new Set([...traceIds, ...spans.map(({ record }) => record.trace_id)]));
  }

  async deleteTraces(ids: readonly string[]): Promise<void> {
    await this.#store.deleteTraces(ids);
    this.#deleted();
    this.#changed(ids);
  }

  /** Deletes all turns of a conversation. */
  async deleteThread(thread: string, project: string | undefined): Promise<void> {
    for (;;) {
      const { items } = await this.#store.findTraces({
        ...{ thread, limit: MAX_DELETED },
        ...(project !== undefined && { project }),
      });
      if (items.length === 0) return;
      await this.deleteTraces(items.map(({ id }) => id));
    }
  }

  async #read(kind: WrittenKind, id: string): Promise<Kept | undefined> {
    const [known] = await this.#readAll(kind, [id]);
    return known;
  }

  #readAll(kind: WrittenKind, ids: readonly string[]): Promise<readonly Kept[]> {
    return kind === "trace" ? this.#store.readTraceRecords(ids) : this.#store.readSpanRecords(ids);
  }

  async #partial(kind: WrittenKind, ids: readonly string[]): Promise<ReadonlyMap<string, RecordFields>> {
    const partialIds = await this.#store.findPartialIds(kind, ids);
    const known: readonly Kept[] =
      kind === "trace" ? await this.#store.readTraceRecords(partialIds) : await this.#store.readSpanRecords(partialIds);
    return new Map(known.map((one) => [one.record.id, namedFields(one)]));
  }

  /** @throws Refusal 400 where the database will never hold one of them; StoreError */
  async #put(kind: WrittenKind, records: readonly JsonObject[]): Promise<void> {
    const { refused, unreadable } = await this.#store.write(kind, records);
    if (kind === "span") await this.#attachments.spansCame();
    this.#wrote(records.length);
    this.#changed(new Set(records.map((record) => String(kind === "trace" ? record["id"] : record["trace_id"]))));
    if (refused + unreadable === 0) return;
    throw new Refusal(400, `the database can't hold ${refused + unreadable} of ${records.length} ${kind}s`);
  }
}

/** A record after an update: each field that it names is replaced whole. */
function updated(id: string, known: Kept | undefined, update: RecordFields & TagChanges, isMerged = false): JsonObject {
  const { tags_to_add: _added, tags_to_remove: _removed, ...fields } = update;
  const before = known?.isPartial === true ? namedFields(known) : known?.sent;
  return {
    ...before,
    ...fields,
    id,
    tags: changedTags(known?.record.tags ?? [], update, isMerged),
    last_updated_at: laterThan(known?.record.last_updated_at),
    is_partial: known?.isPartial ?? true,
  };
}

/** What updates have told of a record that was not written. Its start is a guess, and its name is none. */
function namedFields({ sent }: Kept): RecordFields {
  const { start_time: _start, source: _source, name, ...told } = sent;
  return { ...told, ...(name !== "" && { name }), last_updated_at: laterThan(sent.last_updated_at) };
}

/** Updates of one record follow one another, whatever a sender's clock said. */
function laterThan(version: string | undefined): string {
  return isoTime(Math.max(nowMicros(), microsOfIso(version) ?? 0));
}

/** @throws Refusal 409 */
function checkPlace(kind: WrittenKind, { record, isPartial }: Kept, update: RecordFields): void {
  checkProject(record, update);
  if (kind === "trace" || !("trace_id" in record)) return;
  if (record.trace_id !== update.trace_id) throw new Refusal(409, "trace_id does not match the existing span");
  if (!isPartial && record.parent_span_id !== update.parent_span_id) {
    throw new Refusal(409, "parent_span_id does not match the existing span");
  }
}

/** @throws Refusal 409 */
function checkProject(known: TraceRecord | SpanRecord, given: RecordFields): void {
  if (given.project_name === undefined) return;
  if (projectOf(known) === projectOf(given)) return;
  throw new Refusal(409, "Project name and workspace name do not match the existing record");
}

/** Opik ignores case in names of projects. */
function projectOf({ project_name: name }: Pick<RecordFields, "project_name">): string {
  return (asText(name) ?? OPTIONS.projectName.default).toLowerCase();
}
