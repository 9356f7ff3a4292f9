import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SpoolGuard } from "../../../src/delivery/spool/spool-guard.js";
import { ManualClock } from "../../support/time/manual-clock.js";
import { textMatching } from "../../support/traces/text-matchers.js";
import { newSpan, newSpans, openSpool, temporaryFolder } from "./test-spool.js";

const ROOM = { freeBytes: 1_000_000, hold: () => undefined, letGo: () => undefined };
const BATCH = { kind: "span", records: newSpans(1) } as const;

function guardOf(makeParts: () => ConstructorParameters<typeof SpoolGuard>[0]) {
  const clock = new ManualClock();
  const failures: string[] = [];
  const guard = new SpoolGuard(makeParts(), clock, (message) => failures.push(message));
  return { clock, guard, failures };
}

/** A spool whose folder can't be made: a file stands where a folder above it should be. */
function brokenParts() {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  const { spool } = openSpool(join(file, "spool"));
  return { spool, journal: spool.openJournal() };
}

const NOT_WRITTEN = textMatching(/can't be written: a part of the path is a file/);

describe("where there is no spool", () => {
  it("without a spool nothing is kept and nothing waits, and that is no failure", async () => {
    const { guard, failures } = guardOf(() => undefined);

    expect(guard.exists).toBe(false);
    expect(guard.isUsable).toBe(false);
    expect(guard.isDurable).toBe(false);
    expect(guard.contents).toBeUndefined();
    guard.appendToJournal(newSpan());
    guard.settled(BATCH.records);
    const refused = { kind: "failed", message: "there is no spool" };
    expect(await guard.keep(BATCH)).toEqual(refused);
    expect(guard.keepNow(BATCH)).toEqual(refused);
    expect(await guard.addDeadLetter({ record: newSpan(), reason: "refused" })).toEqual(refused);
    expect(await guard.persist(BATCH)).toBeUndefined();
    expect(await guard.claimOldest(() => true, ROOM)).toBeUndefined();
    expect(await guard.underOtherKeys()).toBe(0);
    expect(failures).toEqual([]);
  });
});

describe("a spool that works", () => {
  it("a spool that works is used, and no failure is reported", async () => {
    const { guard, failures } = guardOf(() => {
      const { spool } = openSpool(temporaryFolder());
      return { spool, journal: spool.openJournal() };
    });

    guard.appendToJournal(newSpan());
    expect(await guard.keep(BATCH)).toMatchObject({ kind: "written" });
    expect(guard.keepNow(BATCH)).toMatchObject({ kind: "written" });
    expect(await guard.persist(BATCH)).toBeDefined();
    expect(await guard.claimOldest(() => true, ROOM)).toBeDefined();
    expect(guard).toMatchObject({ exists: true, isUsable: true, isDurable: true });
    expect(failures).toEqual([]);
  });

  it("a spool without a journal is not durable", () => {
    const { guard } = guardOf(() => ({ spool: openSpool(temporaryFolder()).spool }));
    expect(guard).toMatchObject({ exists: true, isUsable: true, isDurable: false });
  });
});

describe("a spool whose disk fails", () => {
  it.each<[string, (guard: SpoolGuard) => unknown]>([
    ["a batch", (guard) => guard.keep(BATCH)],
    ["a batch at the end of a process", (guard) => guard.keepNow(BATCH)],
    ["a batch that is being sent", (guard) => guard.persist(BATCH)],
    [
      "a record of the journal",
      (guard) => {
        guard.appendToJournal(newSpan());
      },
    ],
    ["a dead letter", (guard) => guard.addDeadLetter({ record: newSpan(), reason: "refused" })],
  ])("a disk that refuses %s is reported once, and left alone for exactly a minute", async (_, write) => {
    const { guard, clock, failures } = guardOf(brokenParts);
    expect(guard.isUsable).toBe(true);

    await write(guard);

    expect(failures).toEqual([NOT_WRITTEN]);
    clock.advance(59_999);
    expect(guard.isUsable).toBe(false);
    clock.advance(1);
    expect(guard.isUsable).toBe(true);
  });
});
