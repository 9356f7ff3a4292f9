import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openTraceStore, type TraceStore } from "../../src/store/index.js";
import { BACKENDS, SERVER_ADDRESS, type TestDatabase, temporaryFolder } from "./support/databases.js";
import { startProgram } from "./support/program.js";

async function killWhileItWrites(location: string, prefix: string): Promise<number> {
  const program = startProgram("write-on-and-on", location, prefix);
  onTestFinished(() => program.kill());
  for (let line = 0; line < 4; line += 1) await program.nextLine();
  const acknowledged = Number(await program.nextLine());
  await program.kill();
  return acknowledged;
}

async function countSpans(store: TraceStore): Promise<number> {
  let count = 0;
  for (let after: string | undefined; ; ) {
    const page = await store.findSpans({ limit: 1000, ...(after !== undefined && { after }) });
    count += page.items.length;
    after = page.next;
    if (after === undefined) return count;
  }
}

describe("a process that is killed while it writes", () => {
  it("leaves every acknowledged span in a folder, which opens again", async () => {
    const folder = temporaryFolder();
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const acknowledged = await killWhileItWrites(folder, "");

    const store = await openTraceStore(folder);
    onTestFinished(() => store.close());

    expect(await countSpans(store)).toBeGreaterThanOrEqual(acknowledged);
  }, 120_000);
});

describe.skipIf(SERVER_ADDRESS === undefined)("processes on one server (needs TEST_DATABASE_URL)", () => {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await BACKENDS.find(({ name }) => name === "PostgreSQL")?.open();
  });
  afterAll(() => database?.remove());

  const freshPlace = () => ({ location: SERVER_ADDRESS ?? "", prefix: database?.freshPrefix() ?? "" });

  it("make the tables once when eight of them start at once", async () => {
    const { location, prefix } = freshPlace();
    const programs = Array.from({ length: 8 }, () => startProgram("open-store", location, prefix));

    expect(await Promise.all(programs.map(({ nextLine }) => nextLine()))).toEqual(Array(8).fill("opened"));
  }, 120_000);

  it("leave every acknowledged span when they are killed", async () => {
    const { location, prefix } = freshPlace();
    const acknowledged = await killWhileItWrites(location, prefix);

    const store = await openTraceStore(location, { prefix });
    onTestFinished(() => store.close());

    expect(await countSpans(store)).toBeGreaterThanOrEqual(acknowledged);
  }, 120_000);
});
