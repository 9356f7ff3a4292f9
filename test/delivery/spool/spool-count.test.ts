import fc from "fast-check";
import { expect, it } from "vitest";
import { SpoolCount } from "../../../src/delivery/spool/spool-count.js";
import { parseFileName, type SpoolFile } from "../../../src/delivery/spool/spool-file.js";
import { deferred } from "../../support/time/deferred.js";
import { filesOf, newSpans, openSpool, temporaryFolder } from "./test-spool.js";

function spoolFile(id: string, records: number): SpoolFile {
  return { state: "waiting", kind: "span", id, records, bytes: records * 100 };
}

/** A folder whose files are written and removed while it is listed, and what is counted of it. */
class CountedFolder {
  readonly count = new SpoolCount();
  /** The records of each file. */
  readonly #files = new Map<string, number>();
  readonly #writes = new Map<string, { readonly records: number; readonly end: (isGood: boolean) => Promise<void> }>();
  readonly #listings: (() => Promise<void>)[] = [];

  /** What is there. A file that is being written counts as it was. */
  get expected() {
    const all = [...this.#files.values()];
    const records = all.reduce((sum, one) => sum + one, 0);
    return { files: all.length, records, bytes: records * 100 };
  }

  /** A new file, or one more record in one that is there. */
  beginWrite(id: string): void {
    if (this.#writes.has(id)) return;
    const before = this.#files.get(id);
    const records = (before ?? 0) + 1;
    const { promise, resolve } = deferred();
    let isGood = true;
    const written = this.count.during(id, before === undefined ? undefined : spoolFile(id, before), async () => {
      await promise;
      if (!isGood) throw new Error("the disk failed");
      return spoolFile(id, records);
    });
    const settled = written.then(
      () => this.#files.set(id, records),
      () => undefined,
    );
    const end = async (good: boolean) => {
      isGood = good;
      resolve();
      this.#writes.delete(id);
      await settled;
    };
    this.#writes.set(id, { records, end });
  }

  async endWrite(id: string, isGood: boolean): Promise<void> {
    await this.#writes.get(id)?.end(isGood);
  }

  remove(id: string): void {
    const records = this.#files.get(id);
    if (records === undefined || this.#writes.has(id)) return;
    this.#files.delete(id);
    this.count.removed(spoolFile(id, records));
  }

  /** The names are read now, and looked at when the listing ends. Of a file that is being written it shows either. */
  beginListing(showsWrites: boolean): void {
    const seen = new Map(this.#files);
    if (showsWrites) for (const [id, { records }] of this.#writes) seen.set(id, records);
    const { promise, resolve } = deferred();
    const listing = this.count.listing(async () => {
      await promise;
      return [...seen].map(([id, records]) => spoolFile(id, records));
    });
    this.#listings.push(async () => {
      resolve();
      await listing;
    });
  }

  async endListing(): Promise<void> {
    await this.#listings.shift()?.();
  }

  async endAll(): Promise<void> {
    while (this.#listings.length > 0) await this.endListing();
    for (const { end } of [...this.#writes.values()]) await end(true);
  }
}

const step = fc.record({
  id: fc.constantFrom("a", "b", "c"),
  does: fc.constantFrom("write", "written", "failed", "remove", "list", "list writes too", "listed"),
});

it("a file is counted once, whatever is done to it while the folder is listed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const folder = new CountedFolder();
      for (const { id, does } of steps) {
        if (does === "write") folder.beginWrite(id);
        if (does === "written" || does === "failed") await folder.endWrite(id, does === "written");
        if (does === "remove") folder.remove(id);
        if (does === "list" || does === "list writes too") folder.beginListing(does !== "list");
        if (does === "listed") await folder.endListing();
        expect(folder.count.contents).toEqual(folder.expected);
      }
      await folder.endAll();
      expect(folder.count.contents).toEqual(folder.expected);
    }),
  );
});

it("journals are not counted, nor is a file twice that was listed under both its names", async () => {
  const count = new SpoolCount();
  const file = spoolFile("a", 2);
  const owned = { owner: { host: "00000000", pid: 1, birth: "0" }, sinceMs: 1 };

  await count.listing(() =>
    Promise.resolve([
      file,
      { ...file, ...owned, state: "claim" },
      { ...spoolFile("b", 3), ...owned, state: "journal" },
    ]),
  );

  expect(count.contents).toEqual({ files: 1, records: 2, bytes: 200 });
});

it("a file goes on counting when another process took it before a batch could join it", async () => {
  const dir = temporaryFolder();
  const { spool } = openSpool(dir);
  await spool.keep({ kind: "span", records: newSpans(2) });
  await openSpool(dir).spool.claimOldest();
  await spool.keep({ kind: "span", records: newSpans(1) });

  expect(spool.contents()).toMatchObject({ files: 2, records: 3 });
});

it("what waits is counted once while batches are written and others look for what to send", async () => {
  const { spool } = openSpool(temporaryFolder());
  await Promise.all(
    Array.from({ length: 40 }, async (_, number) => {
      if (number % 2 === 0) await spool.keep({ kind: "span", records: newSpans(3) });
      else await spool.claimOldest(() => false);
    }),
  );

  const files = filesOf(spool).flatMap((name) => parseFileName(name) ?? []);
  const sum = (field: "records" | "bytes") => files.reduce((total, file) => total + file[field], 0);
  expect(sum("records")).toBe(60);
  expect(spool.contents()).toEqual({ files: files.length, records: sum("records"), bytes: sum("bytes") });
});
