import { spawn } from "node:child_process";
import { chmodSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Db } from "../../../src/store/db/db.js";
import { FOLDER_LIMITS } from "../../../src/store/db/folder/folder-limits.js";
import { openFolderDb } from "../../../src/store/db/folder/open-folder-db.js";
import { temporaryFolder } from "../support/databases.js";
import { placeEmptyStore } from "../support/empty-store.js";
import { startProgram } from "../support/program.js";
import { connectRaw, framed, socketOf } from "../support/raw-client.js";

const IS_ROOT = process.geteuid?.() === 0;
const ANOTHER_USER = 65_534;

const insert = (number: number) => ({ kind: "query", sql: "INSERT INTO kept VALUES ($1)", params: [number] });
const query = (sql: string) => ({ kind: "query", sql, params: [] });

describe("the owner of a folder", () => {
  let folder: string;
  let owner: Db;
  beforeAll(async () => {
    folder = placeEmptyStore(join(temporaryFolder(), "traces"));
    owner = await openFolderDb(folder);
    await owner.query("CREATE TABLE kept (a int)");
  });
  afterAll(async () => {
    await owner.close();
    rmSync(join(folder, ".."), { recursive: true });
  });
  beforeEach(async () => {
    await owner.query("DELETE FROM kept");
  });
  const kept = async () => (await owner.query("SELECT a FROM kept ORDER BY a")).map(({ a }) => a);

  it("the owner of a folder stores nothing of what a process had not fully sent when it died", async () => {
    const client = await connectRaw(folder);
    const rest = Array.from({ length: 1_000 }, () => insert(1));
    const whole = framed({ kind: "transaction", statements: rest });
    client.sendBytes(whole.subarray(0, whole.length - 1));
    expect(await kept()).toEqual([]);
    client.leave();
    await client.ended;
    expect(await kept()).toEqual([]);
  });

  it("the owner of a folder runs a transaction whole or not at all, even for a process that has gone", async () => {
    const client = await connectRaw(folder);
    client.send({ kind: "transaction", statements: [insert(1), query("SELECT nonsense"), insert(2)] });
    expect(await client.nextMessage()).toContain('"code":"42703"');
    client.send({ kind: "transaction", statements: [insert(3), insert(4)] });
    client.leave();
    const next = await connectRaw(folder);
    next.send(query("SELECT 1"));
    await next.nextMessage();
    expect([[], [3, 4]]).toContainEqual(await kept());
  });

  it("the owner of a folder lets nobody else's statements into a transaction that a process left open", async () => {
    const client = await connectRaw(folder);
    for (const work of [query("BEGIN"), insert(1)]) {
      client.send(work);
      await client.nextMessage();
    }
    await owner.query("INSERT INTO kept VALUES (2)");
    client.send(query("ROLLBACK"));
    await client.nextMessage();
    expect(await kept()).toEqual([1, 2]);
  });

  it("the owner of a folder goes on while one process sends half a message and another reads no results", async () => {
    const half = await connectRaw(folder);
    half.sendBytes(framed(query("SELECT 1")).subarray(0, 20));
    const deaf = await connectRaw(folder);
    deaf.stopReading();
    for (let asked = 0; asked < 5; asked += 1) deaf.send(query("SELECT repeat('x', 10000000)"));

    const other = await connectRaw(folder);
    other.send(insert(1));
    expect(await other.nextMessage()).toBe('{"rows":[]}');
    expect(await kept()).toEqual([1]);
  });

  it.each([{}, { kind: "close" }, { kind: "encoded", json: "" }, { kind: "query" }, { kind: "transaction" }, [1]])(
    "the owner of a folder answers %j with an error, and the next message as usual",
    async (work) => {
      const client = await connectRaw(folder);
      client.send(work);
      expect(await client.nextMessage()).toMatch(/^\{"error":/);
      client.send(query("SELECT 1 AS one"));
      expect(await client.nextMessage()).toBe('{"rows":[{"one":1}]}');
    },
  );

  it("the owner of a folder ends the connection of a process that announces more than is allowed", async () => {
    const client = await connectRaw(folder);
    client.sendBytes(Buffer.from("GET / HTTP/1.1\r\n\r\n"));
    client.sendBytes(Buffer.from([255, 255, 255, 255]));
    await client.ended;
    expect(await kept()).toEqual([]);
  });

  it.runIf(process.geteuid !== undefined)(
    "a shared folder can be reached by its user alone (without modes there is nothing to see)",
    () => {
      const modes = [folder, join(folder, "sockets"), socketOf(folder)].map((place) => statSync(place).mode & 0o777);
      expect(modes).toEqual([0o700, 0o700, 0o600]);
    },
  );

  it.runIf(IS_ROOT)(
    "a shared folder answers no other user, even if it is open to all (only root can be another user)",
    async () => {
      chmodSync(join(folder, ".."), 0o755);
      chmodSync(folder, 0o777);
      const script = `require("node:net").createConnection(process.argv[1])
      .on("connect", () => console.log("connected")).on("error", ({ code }) => console.log(code))`;
      const child = spawn(process.execPath, ["-e", script, socketOf(folder)], { uid: ANOTHER_USER, cwd: "/" });
      expect(await text(child.stdout)).toBe("EACCES\n");
    },
  );
});

describe("the time limits among those who share a folder", () => {
  function newFolder(): string {
    const folder = placeEmptyStore(temporaryFolder());
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    return folder;
  }

  it("the owner of a folder ends the connection of a process that is too slow to read its results", async () => {
    const folder = newFolder();
    const owner = await openFolderDb(folder, { ...FOLDER_LIMITS, takingMs: 100 });
    onTestFinished(() => owner.close());
    const deaf = await connectRaw(folder);
    deaf.stopReading();
    deaf.send(query("SELECT repeat('x', 10000000)"));
    const isLetGo = () => {
      // Who does not read learns of it when it writes.
      deaf.send(query("SELECT 1"));
      return deaf.hasEnded();
    };
    await expect.poll(isLetGo, { timeout: 60_000 }).toBe(true);
  });

  it("the owner of a folder ends another's statement that never ends, and what was stored before is there", async () => {
    const folder = newFolder();
    const owner = await openFolderDb(folder, { ...FOLDER_LIMITS, foreignWorkMs: 100 });
    onTestFinished(() => owner.close());
    await owner.query("CREATE TABLE kept (a int)");
    const endless = await connectRaw(folder);
    endless.send(query("SELECT count(*) FROM generate_series(1, 1000000000000)"));
    expect(await endless.nextMessage()).toContain('"code":"PGLITE_ENDED"');
    expect(await owner.query("SELECT count(*)::int AS rows FROM kept")).toEqual([{ rows: 0 }]);
  });

  it("a suspended owner of a folder is named in the error of others, and still owns the folder when it goes on", async () => {
    const folder = newFolder();
    const program = startProgram("use-store", folder);
    onTestFinished(() => program.kill());
    await program.nextLine();
    program.signal("SIGSTOP");
    const opened = openFolderDb(folder, { ...FOLDER_LIMITS, greetingMs: 50 });
    await expect(opened).rejects.toMatchObject({ code: "locked" });
    await expect(opened).rejects.toThrow(`in process ${program.pid} on`);
    await expect(opened).rejects.toThrow(", which does not answer: it is suspended, in a debugger, or busy computing.");
    program.signal("SIGCONT");
    expect(await program.ask("write 1 1")).toBe("stored 1");
  });
});
