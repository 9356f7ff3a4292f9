import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openTraceStore, type TraceStore } from "../../../src/store/index.js";
import { spanText, testId } from "../../support/opik-server/record-texts.js";
import { temporaryFolder } from "../support/databases.js";
import { placeEmptyStore } from "../support/empty-store.js";
import { type Program, startProgram } from "../support/program.js";
import { connectRaw } from "../support/raw-client.js";

function newFolder(below = "traces"): string {
  const folder = temporaryFolder();
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return placeEmptyStore(join(folder, below));
}

function startUser(folder: string): Program {
  const program = startProgram("use-store", folder);
  onTestFinished(() => program.kill());
  return program;
}

async function startOwner(folder: string): Promise<Program> {
  const owner = startUser(folder);
  expect(await owner.nextLine()).toBe("open");
  return owner;
}

async function openStore(folder: string): Promise<TraceStore> {
  const store = await openTraceStore(folder, { cache: "off" });
  onTestFinished(() => store.close());
  return store;
}

const span = (number: number): unknown => JSON.parse(spanText(number).json);
const spansFrom = (first: number, count: number) => Array.from({ length: count }, (_, index) => span(first + index));

async function countSpans(store: TraceStore): Promise<number> {
  const { rates } = await store.errorStats({ by: "kind" });
  return rates.reduce((sum, { runs }) => sum + runs, 0);
}

describe("a store in a folder that several processes use", () => {
  it("a store in a folder is read and written by others while one process has it open", async () => {
    const folder = newFolder();
    const owner = await startOwner(folder);
    expect(await owner.ask("write 1 3")).toBe("stored 3");

    const store = await openStore(folder);
    expect((await store.findSpans()).items.map(({ id }) => id).sort()).toEqual([testId(1), testId(2), testId(3)]);
    expect(await store.write("span", spansFrom(4, 600))).toEqual({ stored: 600, refused: 0, unreadable: 0 });
    expect(await owner.ask("count")).toBe("counted 603");
    await store.close();
    expect(await owner.ask("write 1000 1")).toBe("stored 1");
  });

  it("eight processes that open a folder at once have one owner, and each sees what the others have stored", async () => {
    const folder = newFolder();
    const users = Array.from({ length: 8 }, () => startUser(folder));
    expect(await Promise.all(users.map(({ nextLine }) => nextLine()))).toEqual(Array(8).fill("open"));

    const answers = await Promise.all(users.map(({ ask }, index) => ask(`write ${1 + index * 50} 50`)));
    expect(answers).toEqual(Array(8).fill("stored 50"));
    expect(await Promise.all(users.map(({ ask }) => ask("count")))).toEqual(Array(8).fill("counted 400"));
  });

  it("several processes that start at once in an empty folder make one store", async () => {
    const folder = join(newFolder(), "new");
    const users = Array.from({ length: 3 }, () => startUser(folder));
    expect(await Promise.all(users.map(({ nextLine }) => nextLine()))).toEqual(Array(3).fill("open"));
    expect(await Promise.all(users.map(({ ask }, index) => ask(`write ${1 + index} 1`)))).toEqual(
      Array(3).fill("stored 1"),
    );
    expect(await users[0]?.ask("count")).toBe("counted 3");
  });

  it("a folder passes to another of its processes when its owner closes it, again and again", async () => {
    const folder = newFolder();
    const users = [await startOwner(folder), await startOwner(folder), await startOwner(folder)];
    let stored = 0;
    for (const [index, owner] of users.entries()) {
      for (const user of users.slice(index)) {
        stored += 1;
        expect(await user.ask(`write ${stored} 1`)).toBe("stored 1");
      }
      expect(await owner.ask("close")).toBe("close done");
    }
    expect(await countSpans(await openStore(folder))).toBe(stored);
  });

  it("a folder passes to another process when its owner is killed, and everything acknowledged is there", async () => {
    const folder = newFolder();
    const owner = startProgram("write-on-and-on", folder, "");
    onTestFinished(() => owner.kill());
    await owner.nextLine();
    const store = await openStore(folder);

    const writes = Array.from({ length: 20 }, (_, batch) =>
      store.write("span", spansFrom(1_000_000 + batch * 100, 100)),
    );
    await writes[4];
    const acknowledged = Number(await owner.nextLine());
    await owner.kill();
    for (const counts of await Promise.all(writes)) expect(counts).toEqual({ stored: 100, refused: 0, unreadable: 0 });
    expect(await countSpans(store)).toBeGreaterThanOrEqual(2_000 + acknowledged);
  });

  it("a folder does not keep its owner alive, whoever uses it", async () => {
    const folder = newFolder();
    const owner = await startOwner(folder);
    const store = await openStore(folder);
    await store.write("span", [span(1)]);
    const silent = await connectRaw(folder);

    expect(await owner.ask("idle")).toBe("idle done");
    expect(await owner.ended).toBe(0);
    await silent.ended;
    expect(await countSpans(store)).toBe(1);
  });

  it("a folder does not keep alive the processes that use it beside its owner", async () => {
    const folder = newFolder();
    await startOwner(folder);
    const user = await startOwner(folder);
    expect(await user.ask("write 1 1")).toBe("stored 1");
    expect(await user.ask("idle")).toBe("idle done");
    expect(await user.ended).toBe(0);
  });

  it("a folder too deep for the address of a socket can be shared, and nothing is left elsewhere", async () => {
    const folder = newFolder(join("deep".repeat(30), "deeper".repeat(30)));
    const elsewhere = temporaryFolder();
    vi.stubEnv("TMPDIR", elsewhere);
    onTestFinished(() => {
      vi.unstubAllEnvs();
      rmSync(elsewhere, { recursive: true });
    });
    const owner = await startOwner(folder);
    const store = await openStore(folder);
    await store.write("span", [span(1)]);
    expect(await owner.ask("count")).toBe("counted 1");
    await owner.kill();
    expect(await countSpans(store)).toBe(1);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it("one process can open a folder twice and close either store first", async () => {
    const folder = newFolder();
    const [first, second] = [await openStore(folder), await openStore(folder)];
    await second.write("span", [span(1)]);
    expect(await countSpans(first)).toBe(1);
    await first.close();
    await second.write("span", [span(2)]);
    expect(await countSpans(second)).toBe(2);
  });
});
