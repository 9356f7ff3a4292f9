import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesOf, newSpan, newSpans, openSpool, temporaryFolder } from "./test-spool.js";

function openJournal() {
  const { spool } = openSpool(temporaryFolder());
  return { spool, journal: spool.openJournal() };
}

describe("the journal", () => {
  it("the journal has every record on disk when append returns, and nothing once all are settled", () => {
    const { spool, journal } = openJournal();
    const spans = newSpans(3);
    for (const span of spans) expect(journal.append(span)).toBe(true);
    expect(filesOf(spool)).toEqual([expect.stringMatching(/\.journal$/)]);

    journal.settled(spans.slice(0, 2));
    expect(filesOf(spool)).toHaveLength(1);
    journal.settled(spans.slice(2));
    expect(filesOf(spool)).toEqual([]);
  });

  it("a journal has a line for each record, and goes on in another file when all of one are settled", () => {
    const { spool, journal } = openJournal();
    const lines = () => filesOf(spool).map((name) => readFileSync(join(spool.path, name), "utf8"));
    const [one, two, three] = [newSpan(), newSpan(), newSpan()];
    journal.append(one);
    journal.append(two);
    expect(lines()).toEqual([`${one.json}\n${two.json}\n`]);

    journal.settled([one, two]);
    expect(journal.append(three)).toBe(true);
    expect(lines()).toEqual([`${three.json}\n`]);
  });

  it("a journal goes on in the file that it writes to when an older one is removed", () => {
    const { spool, journal } = openJournal();
    const [large, small, next] = [newSpan(1_200_000), newSpan(), newSpan()];
    journal.append(large);
    journal.append(small);
    journal.settled([large]);
    journal.append(next);

    expect(filesOf(spool)).toHaveLength(1);
    journal.settled([small, next]);
    expect(filesOf(spool)).toEqual([]);
  });

  it("a journal is not counted among the batches that wait", async () => {
    const { spool, journal } = openJournal();
    journal.append(newSpan());
    expect(await spool.claimOldest()).toBeUndefined();
    expect(spool.contents()).toEqual({ files: 0, records: 0, bytes: 0 });
  });

  it("goes on in a new file after about 1 MB, and removes each file with its last record", () => {
    const { spool, journal } = openJournal();
    const spans = newSpans(25, 100_000);
    for (const span of spans) journal.append(span);
    const files = filesOf(spool).length;
    expect(files).toBeGreaterThanOrEqual(2);

    journal.settled(spans.slice(0, 12));
    expect(filesOf(spool).length).toBeLessThan(files);
    journal.settled(spans.slice(12));
    expect(filesOf(spool)).toEqual([]);
  });

  it("the journal keeps traces and spans apart, and ignores that a record is settled twice", () => {
    const { spool, journal } = openJournal();
    const [one, other] = [newSpan(), newSpan()];
    journal.append(one);
    journal.append(other);
    journal.append({ kind: "trace", id: "t", json: '{"id":"t"}' });
    journal.settled([one, one]);
    expect(filesOf(spool).map((name) => name.split(".")[1])).toEqual(expect.arrayContaining(["span", "trace"]));
  });

  it("the journal ignores records that it never had", () => {
    const { spool, journal } = openJournal();
    const span = newSpan();
    journal.append(span);
    journal.settled(newSpans(1));
    expect(filesOf(spool)).toHaveLength(1);
  });
});
