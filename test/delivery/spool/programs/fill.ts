/** Writes until the disk takes no more, and prints what each way of writing answered. */
import { openSpoolOf } from "./open-spool.js";

const spool = openSpoolOf(process.env.TEST_DIR ?? "");
const batch = (id: string, bytes: number) => ({
  kind: "span" as const,
  records: [{ kind: "span" as const, id, json: JSON.stringify({ id, pad: "x".repeat(bytes) }) }],
});
const [large] = batch("journal", 60_000).records;
if (large === undefined) throw new Error("a batch has one record here");

const small = await spool.keep(batch("small", 100));
const joining = await spool.keep(batch("joining", 60_000));
const after = await spool.keep(batch("after", 100));
const keptNow = spool.keepNow(batch("kept now", 60_000));
const persisted = await spool.persist(batch("persisted", 60_000));
const journal = spool.openJournal();
const appended = [journal.append({ ...large, json: '{"id":"first"}' }), journal.append(large)];
process.stdout.write(JSON.stringify({ small, joining, after, keptNow, persisted: persisted ?? null, appended }));
