import { rmSync } from "node:fs";
import { join } from "node:path";
import { RunnableLambda } from "@langchain/core/runnables";
import { describe, expect, it, onTestFinished } from "vitest";
import { OpikCallbackHandler } from "../../src/index.js";
import { tableNames } from "../../src/store/db/table-names.js";
import { openTraceStore, type TraceStore, type TraceStoreOptions } from "../../src/store/index.js";
import { storedTrace } from "../cli/support/stored-project.js";
import { SERVER_ADDRESS } from "../support/environment.js";
import { textMatching } from "../support/traces/text-matchers.js";
import { temporaryFolder } from "./support/databases.js";
import { createServerRole } from "./support/server-role.js";

async function openStore(location: string, options: TraceStoreOptions): Promise<TraceStore> {
  const store = await openTraceStore(location, options);
  onTestFinished(() => store.close());
  return store;
}

/** A user, and tables with one trace that somebody else made. */
async function createStranger() {
  const role = await createServerRole();
  const owned = await openStore(SERVER_ADDRESS ?? "", { prefix: role.prefix });
  const { traces, spans, attachments, scores, opikObjects, migrations } = tableNames(role.prefix);
  const tables = [traces, spans, attachments, scores, opikObjects, migrations].join(", ");
  onTestFinished(() => role.administer(`DROP TABLE ${tables} CASCADE`));
  await owned.write("trace", [storedTrace(Date.now() * 1000, 1).trace]);
  return { ...role, tables };
}

const DENIED = { code: "denied", message: textMatching(/ refuses this user: permission denied for .* \(42501\)\.$/) };

describe.skipIf(SERVER_ADDRESS === undefined)("a user of a server (needs TEST_DATABASE_URL)", () => {
  it("a user who may create no tables is told so, and nothing is created", async () => {
    const { location, prefix } = await createServerRole();
    await expect(openTraceStore(location, { prefix })).rejects.toMatchObject(DENIED);
    await expect(openTraceStore(location, { prefix, create: false })).rejects.toMatchObject({ code: "missing" });
  });

  it("a user who may read no tables is told so", async () => {
    const { location, prefix } = await createStranger();
    await expect(openTraceStore(location, { prefix })).rejects.toMatchObject(DENIED);
  });

  it("a user who may only read can read, and is told so when it writes", async () => {
    const { location, prefix, tables, administer } = await createStranger();
    await administer(`GRANT SELECT ON ${tables} TO %role%`);

    const store = await openStore(location, { prefix });
    expect((await store.findTraces()).items).toMatchObject([{ name: "ask 1" }]);
    expect(await store.latencyStats({ window: "1h" })).toMatchObject([{ runs: 1 }]);
    await expect(store.write("trace", [storedTrace(Date.now() * 1000, 2).trace])).rejects.toMatchObject({
      code: "denied",
    });
    await expect(store.deleteOlderThan(1)).rejects.toMatchObject(DENIED);
    expect(await store.countTraces()).toBe(1);
  });

  it("a user who has too many connections already is told so", async () => {
    const { location, prefix, administer } = await createServerRole();
    await administer("ALTER ROLE %role% CONNECTION LIMIT 0");
    await expect(openTraceStore(location, { prefix })).rejects.toMatchObject({
      code: "unreachable",
      message: textMatching(/cannot be reached: too many connections for role/),
    });
  });

  it("nothing is lost when the server ends its connections again and again", { timeout: 60_000 }, async () => {
    const { location, prefix, administer, disconnect } = await createServerRole();
    await administer("GRANT CREATE ON SCHEMA public TO %role%");
    const folder = temporaryFolder();
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const store = await openStore(location, { prefix });
    const handler = new OpikCallbackHandler({ store, spoolDir: join(folder, "spool"), apiKey: "", apiUrl: "" });
    const program = RunnableLambda.from((x: number) => x + 1);

    for (let time = 0; time < 20; time += 1) {
      await program.batch([1, 2, 3, 4, 5], { callbacks: [handler] });
      const flushed = handler.flush();
      await disconnect();
      await flushed;
    }
    expect(await handler.close()).toMatchObject({ dropped: {}, waiting: 0 });
    expect(await store.countTraces()).toBe(100);
  });
});
