import type { Batch } from "../queue/batch.js";
import type { SpoolClaim, SpoolRest, SpoolWrite } from "../spool/spool.js";
import type { SpoolGuard } from "../spool/spool-guard.js";

/** Where a batch is stored besides memory. */
type Place =
  | { readonly kind: "memory" }
  | { readonly kind: "being_written"; readonly claim: Promise<SpoolClaim | undefined> }
  | { readonly kind: "claimed"; readonly claim: SpoolClaim }
  /** On its way to where others find it. */
  | { readonly kind: "leaving"; readonly claim: SpoolClaim | undefined }
  /** Whatever was to become of it has. */
  | { readonly kind: "settled" };

/** `settled`: it was settled in another way first. */
export type Spooled = SpoolWrite | { readonly kind: "settled" };

/** `disk`: an earlier sending, perhaps of an earlier process, put the batch there. */
export type BatchOrigin = "memory" | "spool";

/** A batch on its way, and its copy on disk if there is one. It is settled once. */
export class InFlightBatch {
  readonly batch: Batch;
  readonly origin: BatchOrigin;
  /** When the server refused its records in an earlier sending; undefined if it has not. */
  readonly refusedMs: number | undefined;
  /** The files from which it was read. */
  readonly files: SpoolClaim["files"];
  readonly #spool: SpoolGuard;
  #place: Place;

  constructor(batch: Batch, spool: SpoolGuard, claim?: SpoolClaim) {
    this.batch = batch;
    this.origin = claim === undefined ? "memory" : "spool";
    this.refusedMs = claim?.refusedMs;
    this.files = claim?.files ?? [];
    this.#spool = spool;
    this.#place = claim === undefined ? { kind: "memory" } : { kind: "claimed", claim };
  }

  get isSettled(): boolean {
    return this.#place.kind === "settled";
  }

  /** Copies it to disk, so that a crash does not lose it. */
  async persist(): Promise<void> {
    if (this.#place.kind !== "memory") return;
    const place: Place = { kind: "being_written", claim: this.#spool.persist(this.batch) };
    this.#place = place;
    const claim = await place.claim;
    if (this.#place === place) this.#place = claim === undefined ? { kind: "memory" } : { kind: "claimed", claim };
  }

  /** Ends it: its records need no copy any more. */
  async finish(): Promise<void> {
    const place = this.#place;
    this.#place = { kind: "settled" };
    const claim = "claim" in place ? await place.claim : undefined;
    await claim?.remove();
  }

  /**
   * Ends it with its records, or what is left of them, on disk for the next sender; after a failure it stays in memory.
   */
  async spool(rest: SpoolRest = { records: this.batch.records, refusedMs: this.refusedMs }): Promise<Spooled> {
    const claim = "claim" in this.#place ? await this.#place.claim : undefined;
    if (this.#place.kind === "settled") return this.#place;
    const leaving: Place = { kind: "leaving", claim };
    this.#place = leaving;
    const write =
      claim === undefined ? await this.#spool.keep({ kind: this.batch.kind, ...rest }) : await released(claim, rest);
    if (this.#place !== leaving) return { kind: "settled" };
    this.#place = { kind: write.kind === "written" ? "settled" : "memory" };
    return write;
  }

  /** The same for a process that is ending: its records may then be on disk twice, and are one row on the server. */
  spoolNow(): Spooled {
    const place = this.#place;
    if (place.kind === "settled") return place;
    const write = this.#writeNow(place);
    if (write.kind === "written") this.#place = { kind: "settled" };
    return write;
  }

  #writeNow(place: Place): SpoolWrite {
    if ((place.kind === "claimed" || place.kind === "leaving") && place.claim !== undefined) {
      place.claim.releaseNow();
      return written(place.claim);
    }
    const write = this.#spool.keepNow(this.batch);
    // Should the process live on, a copy that is written now is one too many.
    if (write.kind === "written" && place.kind === "being_written") void place.claim.then((claim) => claim?.remove());
    return write;
  }
}

async function released(claim: SpoolClaim, rest: SpoolRest): Promise<SpoolWrite> {
  await claim.release(rest);
  return written(claim);
}

function written({ files }: SpoolClaim): SpoolWrite {
  return { kind: "written", ids: files.map(({ id }) => id) };
}
