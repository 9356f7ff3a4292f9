import { readdirSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openFolderDb } from "../../src/store/db/folder/open-folder-db.js";
import { openTraceStore } from "../../src/store/index.js";
import { SERVER_ADDRESS } from "../support/environment.js";
import { runProgram } from "../support/process/run-program.js";
import { BACKENDS, temporaryFolder } from "./support/databases.js";
import { placeEmptyStore } from "./support/empty-store.js";
import { startFreezingProxy } from "./support/freezing-proxy.js";

function emptyStore(): string {
  const folder = placeEmptyStore(temporaryFolder());
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

const FOR_EVER = "SELECT count(*) FROM generate_series(1, 1000000000000)";

describe("an embedded database that fails", () => {
  it("an embedded database ends a statement that never ends, and goes on with what was stored", {
    timeout: 120_000,
  }, async () => {
    const db = await openFolderDb(emptyStore());
    onTestFinished(() => db.close());
    await db.query("CREATE TABLE kept (a int)");

    const stuck = db.transaction([{ sql: FOR_EVER }], 50);
    const next = db.query("SELECT count(*)::int AS rows FROM kept");
    await expect(stuck).rejects.toMatchObject({ code: "PGLITE_ENDED" });
    expect(await next).toEqual([{ rows: 0 }]);
  });

  it("an embedded database can be closed while a statement never ends, and opened again", {
    timeout: 120_000,
  }, async () => {
    const folder = emptyStore();
    const db = await openFolderDb(folder);
    const stuck = expect(db.query(FOR_EVER)).rejects.toMatchObject({ code: "PGLITE_ENDED" });
    await db.close();
    await stuck;
    await expect(db.query("SELECT 1")).rejects.toMatchObject({ code: "PGLITE_ENDED" });
    await (await openFolderDb(folder)).close();
  });

  it("an embedded database says what to do about its damaged folder each time it is opened", {
    timeout: 120_000,
  }, async () => {
    const folder = emptyStore();
    await (await openTraceStore(folder)).close();
    truncateSync(join(folder, "database", "global", "pg_control"));
    for (const time of ["first", "second"]) {
      const opened = openTraceStore(folder);
      await expect(opened, time).rejects.toMatchObject({ code: "failed" });
      await expect(opened, time).rejects.toThrow(/has stopped.* damaged or of another version of PGlite: restore it/);
    }
  });
});

describe.skipIf(SERVER_ADDRESS === undefined)("a server that stops answering (needs TEST_DATABASE_URL)", () => {
  async function openPlace() {
    const database = await BACKENDS.find(({ name }) => name === "PostgreSQL")?.open();
    const proxy = await startFreezingProxy(new URL(SERVER_ADDRESS ?? ""));
    onTestFinished(async () => {
      proxy.close();
      await database?.remove();
    });
    const address = new URL(SERVER_ADDRESS ?? "");
    address.port = String(proxy.port);
    return { proxy, location: address.href, prefix: database?.freshPrefix() ?? "" };
  }

  it("a store can be closed while its server does not answer", { timeout: 60_000 }, async () => {
    const { proxy, location, prefix } = await openPlace();
    const store = await openTraceStore(location, { prefix });
    proxy.freeze();
    const asked = expect(store.findTraces()).rejects.toMatchObject({ code: "unreachable" });
    await store.close();
    await asked;
  });

  it("a process whose server does not answer ends when its work is done, and its record waits on disk", {
    timeout: 120_000,
  }, async () => {
    const { prefix } = await openPlace();
    const spoolDir = emptyStore();
    const ended = await runProgram(new URL("./programs/freeze-server.ts", import.meta.url), {
      ...{ OPIK_LANGCHAIN_STORE_PREFIX: prefix, OPIK_LANGCHAIN_EXIT_TIMEOUT_MS: "100" },
      ...{ OPIK_LANGCHAIN_SPOOL: "true", OPIK_LANGCHAIN_SPOOL_DIR: spoolDir },
    });
    expect(ended.exitCode).toBe(0);
    expect(ended.output).toMatch(/^stored 1\nasked again 0 times\nlangchain-opik: .* wait on disk .*\n$/);
    const left = readdirSync(spoolDir, { recursive: true }).map(String);
    expect(left.filter((name) => name.endsWith(".ndjson"))).toHaveLength(1);
  });
});
