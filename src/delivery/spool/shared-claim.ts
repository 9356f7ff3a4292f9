import type { SpoolBatch, SpoolClaim, SpoolRest } from "./spool.js";

/** Work on this many files is under way at once. */
const FILES_AT_ONCE = 8;

/** Several files that are sent as one batch. Each is settled as it would be alone. */
export class SharedClaim implements SpoolClaim {
  readonly kind: SpoolBatch["kind"];
  readonly files: SpoolClaim["files"];
  readonly records: SpoolBatch["records"];
  readonly refusedMs: number | undefined;
  readonly bytes: number;
  readonly #claims: readonly SpoolClaim[];

  constructor(kind: SpoolBatch["kind"], claims: readonly SpoolClaim[]) {
    this.kind = kind;
    this.#claims = claims;
    this.files = claims.flatMap(({ files }) => files);
    this.records = claims.flatMap(({ records }) => records);
    this.refusedMs = newestTime(this.files);
    this.bytes = claims.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  async remove(): Promise<void> {
    await someAtOnce(this.#claims, (claim) => claim.remove());
  }

  async release(rest: SpoolRest = { records: this.records, refusedMs: this.refusedMs }): Promise<void> {
    const left = new Set(rest.records);
    await someAtOnce(this.#claims, (claim) => {
      const records = claim.records.filter((record) => left.has(record));
      return records.length === 0 ? claim.remove() : claim.release({ records, refusedMs: rest.refusedMs });
    });
  }

  releaseNow(): void {
    for (const claim of this.#claims) claim.releaseNow();
  }
}

/** When the server last refused any of these; undefined if it has not. */
export function newestTime(rests: readonly Pick<SpoolRest, "refusedMs">[]): number | undefined {
  return rests.reduce<number | undefined>(
    (newest, { refusedMs }) => (refusedMs === undefined ? newest : Math.max(newest ?? refusedMs, refusedMs)),
    undefined,
  );
}

/** Does the work for all of them, some at the same time. Their results are in the order of the items. */
export async function someAtOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += FILES_AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + FILES_AT_ONCE).map(work))));
  }
  return results;
}
