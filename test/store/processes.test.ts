import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openTraceStore, type TraceStore } from "../../src/store/index.js";
import { SERVER_ADDRESS } from "../support/environment.js";
import { spanText } from "../support/opik-server/record-texts.js";
import { NODE_FLAGS } from "../support/process/node-flags.js";
import { onceBuilt } from "../support/process/once-built.js";
import { BACKENDS, type TestDatabase, temporaryFolder } from "./support/databases.js";
import { placeEmptyStore } from "./support/empty-store.js";
import { startProgram } from "./support/program.js";

async function killWhileItWrites(location: string, prefix: string): Promise<number> {
  const program = startProgram("write-on-and-on", location, prefix);
  onTestFinished(() => program.kill());
  for (let line = 0; line < 4; line += 1) await program.nextLine();
  const acknowledged = Number(await program.nextLine());
  await program.kill();
  return acknowledged;
}

function programFile(name: string): URL {
  return new URL(`./programs/${name}`, import.meta.url);
}

/** When its database has just begun to write a file of this name. */
async function killWhileItOpens(folder: string, file: string): Promise<void> {
  const child = spawn(process.execPath, [...NODE_FLAGS, onceBuilt(programFile("open-store.ts")), folder], {
    env: { ...process.env, KILL_AT_OPEN: file, NODE_OPTIONS: `--import ${programFile("kill-at-open.js").pathname}` },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await once(child, "exit");
  expect(child.signalCode).toBe("SIGKILL");
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

it("a program that is given to Node.js as text can open a store in a folder", async () => {
  const folder = placeEmptyStore(temporaryFolder());
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const program = ["-e", "import(process.argv[1])", onceBuilt(programFile("open-store.ts")), folder];
  const child = spawn(process.execPath, [...NODE_FLAGS, ...program], { stdio: ["ignore", "pipe", "inherit"] });
  expect(await text(child.stdout)).toBe("opened\n");
});

describe("a process that is killed while it writes", () => {
  it("a process that is killed while it writes leaves every acknowledged span in a folder that opens again", async () => {
    const folder = placeEmptyStore(temporaryFolder());
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const acknowledged = await killWhileItWrites(folder, "");

    const store = await openTraceStore(folder);
    onTestFinished(() => store.close());

    expect(await countSpans(store)).toBeGreaterThanOrEqual(acknowledged);
  }, 120_000);
});

describe("a process that is killed while it opens a folder", () => {
  function emptyFolder(): string {
    const folder = temporaryFolder();
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    return folder;
  }

  it.each(["/postgresql.conf", "/postmaster.pid"])(
    "a process that is killed while it first opens a folder, at %s, leaves nothing that keeps others out",
    async (file) => {
      const folder = emptyFolder();
      await killWhileItOpens(folder, file);
      await expect(openTraceStore(folder, { create: false })).rejects.toMatchObject({ code: "missing" });
      const store = await openTraceStore(folder);
      onTestFinished(() => store.close());
      expect(await countSpans(store)).toBe(0);
    },
    120_000,
  );

  it("a process that is killed while it opens a folder again leaves what is stored", async () => {
    const folder = placeEmptyStore(emptyFolder());
    const before = await openTraceStore(folder);
    await before.write("span", [JSON.parse(spanText(1).json)]);
    await before.close();
    await killWhileItOpens(folder, "/database/postmaster.pid");
    const store = await openTraceStore(folder);
    onTestFinished(() => store.close());
    expect(await countSpans(store)).toBe(1);
  }, 120_000);
});

describe.skipIf(SERVER_ADDRESS === undefined)("processes on one server (needs TEST_DATABASE_URL)", () => {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await BACKENDS.find(({ name }) => name === "PostgreSQL")?.open();
  });
  afterAll(() => database?.remove());

  const freshPlace = () => ({ location: SERVER_ADDRESS ?? "", prefix: database?.freshPrefix() ?? "" });

  it("eight processes that start at once on one server make the tables once", async () => {
    const { location, prefix } = freshPlace();
    const programs = Array.from({ length: 8 }, () => startProgram("open-store", location, prefix));

    expect(await Promise.all(programs.map(({ nextLine }) => nextLine()))).toEqual(Array(8).fill("opened"));
  }, 120_000);

  it("a process that is killed while it writes leaves every acknowledged span on a server", async () => {
    const { location, prefix } = freshPlace();
    const acknowledged = await killWhileItWrites(location, prefix);

    const store = await openTraceStore(location, { prefix });
    onTestFinished(() => store.close());

    expect(await countSpans(store)).toBeGreaterThanOrEqual(acknowledged);
  }, 120_000);
});
