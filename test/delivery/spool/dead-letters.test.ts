import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { NodeSpool } from "../../../src/delivery/spool/node-spool.js";
import { readDeadLetters } from "../../../src/delivery/spool/read-dead-letters.js";
import { nodeModules } from "../../../src/runtime/node-modules.js";
import { traceText } from "../../support/opik-server/record-texts.js";
import { ManualClock } from "../../support/time/manual-clock.js";
import { claimAll, newSpans, openSpool, temporaryFolder } from "./test-spool.js";

function lettersOf({ path }: NodeSpool) {
  const node = nodeModules();
  if (node === undefined) throw new Error("This Node has no process.getBuiltinModule.");
  return readDeadLetters(path, node);
}

describe("dead letters", () => {
  it("a dead letter is a line with the reason, the time and the record, for its owner alone", async () => {
    const clock = new ManualClock();
    const { spool } = openSpool(temporaryFolder(), { clock });
    const record = traceText(1);
    expect(await spool.addDeadLetter({ record, reason: 'name: "must" not be blank' })).toEqual({ kind: "written" });

    const folder = join(spool.path, "dead-letters");
    const [name = ""] = readdirSync(folder);
    const letter = {
      reason: 'name: "must" not be blank',
      at: "2026-01-01T00:00:00.000Z",
      kind: "trace",
      id: record.id,
    };
    const head = JSON.stringify(letter).slice(0, -1);
    expect(readFileSync(join(folder, name), "utf8")).toBe(`${head},"record":${record.json}}\n`);
    expect([folder, join(folder, name)].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600]);
    expect(lettersOf(spool)).toEqual([letter]);
  });

  it("dead letters that come at once share a file, and all of them are whole", async () => {
    const { spool } = openSpool(temporaryFolder());
    const records = newSpans(50, 2_000);
    await Promise.all(records.map((record) => spool.addDeadLetter({ record, reason: "refused" })));

    expect(readdirSync(join(spool.path, "dead-letters"))).toHaveLength(1);
    expect(lettersOf(spool).map(({ id }) => id)).toEqual(records.map(({ id }) => id));
  });

  it("a dead letter is not a batch and is not sent again", async () => {
    const { spool } = openSpool(temporaryFolder());
    for (const record of newSpans(1)) await spool.addDeadLetter({ record, reason: "refused" });
    expect(await spool.claimOldest()).toBeUndefined();
    expect(spool.contents()).toEqual({ files: 0, records: 0, bytes: 0 });
  });

  it("dead letters are read even if the line of another was cut off", async () => {
    const { spool } = openSpool(temporaryFolder());
    for (const record of newSpans(2)) await spool.addDeadLetter({ record, reason: "refused" });
    const folder = join(spool.path, "dead-letters");
    appendFileSync(join(folder, readdirSync(folder)[0] ?? ""), '{"reason":"torn');
    expect(lettersOf(spool)).toHaveLength(2);
  });

  it("a dead letter is never removed for another: at 32 MB of them, no more are added", async () => {
    const { spool } = openSpool(temporaryFolder());
    const records = newSpans(40, 1_000_000);
    const kept: string[] = [];
    for (const record of records) {
      const write = await spool.addDeadLetter({ record, reason: "refused" });
      expect(write.kind).toBe(kept.length < records.indexOf(record) ? "full" : write.kind);
      if (write.kind === "written") kept.push(record.id);
    }

    const folder = join(spool.path, "dead-letters");
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThanOrEqual(32_000_000);
    expect(kept.length).toBeGreaterThan(20);
    expect(lettersOf(spool).map(({ id }) => id)).toEqual(kept);
  });

  it("a dead letter that is revived leaves nothing behind, and no empty batch of another kind", async () => {
    const { spool } = openSpool(temporaryFolder());
    expect(await spool.reviveDeadLetters()).toBe(0);
    const records = newSpans(2);
    for (const record of records) await spool.addDeadLetter({ record, reason: "refused" });

    expect(await spool.reviveDeadLetters()).toBe(2);
    expect(readdirSync(join(spool.path, "dead-letters"))).toEqual([]);
    expect(spool.contents()).toMatchObject({ files: 1, records: 2 });
    expect((await spool.claimOldest())?.records).toEqual(records);
  });

  it("dead letters are read oldest first, whichever spool wrote them", async () => {
    const [dir, clock] = [temporaryFolder(), new ManualClock()];
    const records = newSpans(8);
    for (const record of records) {
      await openSpool(dir, { clock }).spool.addDeadLetter({ record, reason: "refused" });
      clock.advance(1);
    }

    expect(lettersOf(openSpool(dir).spool).map(({ id }) => id)).toEqual(records.map(({ id }) => id));
  });

  it("files and lines that are no dead letters are passed over, and stay", async () => {
    const { spool } = openSpool(temporaryFolder());
    const [record = traceText(1)] = newSpans(1);
    await spool.addDeadLetter({ record, reason: "refused" });
    const folder = join(spool.path, "dead-letters");
    const [name = ""] = readdirSync(folder);
    const good = readFileSync(join(folder, name), "utf8").trimEnd();
    const { reason, at, kind, id } = lettersOf(spool)[0] ?? {};
    const head = { reason, at, kind, id };
    const broken = [
      ...[null, 7, []],
      ...Object.keys(head).map((field) => ({ ...head, [field]: 7, record: {} })),
      { ...head, kind: "letter", record: {} },
    ];
    writeFileSync(join(folder, name), [...broken.map((line) => JSON.stringify(line)), good, ""].join("\n"));
    writeFileSync(join(folder, "notes.txt"), `${good}\n`);
    mkdirSync(join(folder, "folder.ndjson"));

    expect(lettersOf(spool)).toEqual([head]);
    expect(await spool.reviveDeadLetters()).toBe(1);
    expect((await claimAll(spool)).flatMap(({ records }) => records)).toEqual([record]);
    expect(readFileSync(join(folder, "notes.txt"), "utf8")).toBe(`${good}\n`);
  });

  it("waits again when it is revived, text by text; a line that was cut off stays where it is", async () => {
    const { spool } = openSpool(temporaryFolder());
    const letters = [traceText(1, { name: 'a "quoted" name, "record": 1' }), ...newSpans(2)];
    for (const record of letters) await spool.addDeadLetter({ record, reason: 'said ","record":" and no more' });
    const folder = join(spool.path, "dead-letters");
    appendFileSync(join(folder, readdirSync(folder)[0] ?? ""), '{"reason":"torn');

    expect(await spool.reviveDeadLetters()).toBe(3);
    expect((await claimAll(spool)).flatMap(({ records }) => records)).toEqual(letters);
    expect(readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(['{"reason":"torn\n']);
    await spool.addDeadLetter({ record: traceText(2), reason: "refused" });
    expect(lettersOf(spool)).toHaveLength(1);
  });
});
