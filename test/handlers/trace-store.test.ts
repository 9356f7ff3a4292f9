import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunnableLambda } from "@langchain/core/runnables";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { OpikCallbackHandler } from "../../src/index.js";
import { openTraceStore, type TraceStore } from "../../src/store/index.js";
import { temporaryFolder } from "../store/support/databases.js";
import { placeEmptyStore } from "../store/support/empty-store.js";
import { startProgram } from "../store/support/program.js";
import { startRecordingOpikServer } from "../support/opik-server/recording-opik-server.js";

const program = RunnableLambda.from((x: number) => x + 1).withConfig({ runName: "add one" });
/** An embedded database takes seconds to start on a busy machine. */
const flushTimeoutMs = 60_000;

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  // A server that needs a key, and no key.
  for (const name of ["OPIK_API_KEY", "OPIK_URL_OVERRIDE"]) vi.stubEnv(name, "");
  vi.stubEnv("OPIK_LANGCHAIN_SPOOL_DIR", join(folder, "spool"));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });
});

async function openStore(location: string): Promise<TraceStore> {
  const store = await openTraceStore(location);
  onTestFinished(() => store.close());
  return store;
}

async function startOpik() {
  const server = await startRecordingOpikServer();
  onTestFinished(() => server.close());
  return server;
}

async function storedNames(store: TraceStore): Promise<readonly string[]> {
  return (await store.findTraces()).items.map(({ name }) => name);
}

describe("a handler with a trace store", () => {
  it("a handler with a trace store needs no Opik, and releases the folder when it is closed", {
    timeout: 120_000,
  }, async () => {
    const warn = vi.spyOn(console, "warn");
    const handler = new OpikCallbackHandler({ store: join(folder, "traces"), flushTimeoutMs });
    expect(handler.health()).toMatchObject({ state: "idle" });
    await program.invoke(1, { callbacks: [handler] });

    expect(await handler.flush()).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });
    await program.invoke(2, { callbacks: [handler] });
    expect(await handler.close()).toMatchObject({ delivered: 1, dropped: {} });

    expect(warn).not.toHaveBeenCalled();
    expect(await storedNames(await openStore(join(folder, "traces")))).toEqual(["add one", "add one"]);
  });

  it("a handler shares an open store with others, beside Opik, and leaves it open", { timeout: 120_000 }, async () => {
    const opik = await startOpik();
    const store = await openStore(placeEmptyStore(join(folder, "traces")));
    const options = { apiUrl: opik.url, store, flushTimeoutMs };
    const handlers = [new OpikCallbackHandler(options), new OpikCallbackHandler(options)];
    for (const handler of handlers) await program.invoke(1, { callbacks: [handler] });

    const [result] = await Promise.all(handlers.map((handler) => handler.close()));
    expect(result).toMatchObject({ dropped: {}, store: { dropped: {}, waiting: 0 } });
    expect(opik.traces).toHaveLength(2);
    const { items } = await store.findTraces();
    expect(items.map(({ id }) => id).sort()).toEqual(opik.traces.map(({ id }) => id).sort());
    const [trace] = items;
    const record = (await store.getTrace(trace?.id ?? ""))?.trace;
    expect(record).toEqual(opik.traces.find(({ id }) => id === trace?.id));
  });

  it("a handler goes on storing, and loses nothing, when the program that has the store open is killed", async () => {
    const location = placeEmptyStore(join(folder, "traces"));
    const owner = startProgram("use-store", location);
    onTestFinished(() => owner.kill());
    await owner.nextLine();
    const warn = vi.spyOn(console, "warn");
    const handler = new OpikCallbackHandler({ store: location, flushTimeoutMs });
    await program.invoke(1, { callbacks: [handler] });
    expect(await handler.flush()).toEqual({ delivered: 1, spooled: 0, waiting: 0, dropped: {} });

    await program.invoke(2, { callbacks: [handler] });
    await owner.kill();
    await program.invoke(3, { callbacks: [handler] });
    expect(await handler.close()).toEqual({ delivered: 2, spooled: 0, waiting: 0, dropped: {} });
    expect(warn).not.toHaveBeenCalled();
    expect(await storedNames(await openStore(location))).toEqual(["add one", "add one", "add one"]);
  });

  it("a handler delivers to Opik while the store is down, and later stores from disk what it missed", {
    timeout: 120_000,
  }, async () => {
    const opik = await startOpik();
    const location = join(folder, "traces");
    writeFileSync(location, "not a folder");
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const down = new OpikCallbackHandler({ apiUrl: opik.url, store: location, spool: true });
    await program.invoke(1, { callbacks: [down] });

    const result = await down.close({ timeoutMs: 2_000 });
    expect(result).toMatchObject({ delivered: 1, spooled: 0, store: { delivered: 0, spooled: 1, dropped: {} } });
    expect(opik.traces).toHaveLength(1);
    for (const [line] of warn.mock.calls) expect(line).toMatch(/^langchain-opik: The trace store at /);

    rmSync(location);
    placeEmptyStore(location);
    const up = new OpikCallbackHandler({ apiUrl: opik.url, store: location, spool: true, flushTimeoutMs });
    await program.invoke(2, { callbacks: [up] });
    expect(await up.flush()).toMatchObject({ delivered: 1, store: { delivered: 1 } });
    await expect.poll(() => up.health().store?.replayed, { timeout: 60_000 }).toBe(1);
    await up.close();
    expect(await storedNames(await openStore(location))).toHaveLength(2);
  });

  it("a handler with a trace store removes what is older than the retention, and nothing at 0", {
    timeout: 120_000,
  }, async () => {
    const store = await openStore(placeEmptyStore(join(folder, "traces")));
    const oldTrace = { id: "018cc251-f400-7000-8000-000000000001", name: "old", start_time: "2024-01-01T00:00:00Z" };
    await store.write("trace", [oldTrace]);
    for (const [retentionDays, names] of [
      [0, ["add one", "old"]],
      [30, ["add one", "add one"]],
    ] as const) {
      const handler = new OpikCallbackHandler({ store, retentionDays, flushTimeoutMs });
      await program.invoke(1, { callbacks: [handler] });
      await handler.close();
      await expect.poll(() => storedNames(store), { timeout: 20_000 }).toEqual(names);
    }
  });

  it.each([[{}], [7], [{ write: true, place: "x" }]])("a handler is refused with the store %j", (given) => {
    const options: object = { store: given };
    expect(() => new OpikCallbackHandler(options)).toThrow("store is a value of type");
  });

  it("an error about a store's address does not show its password", () => {
    expect(() => new OpikCallbackHandler({ store: "postgres://me:hush@host/db\0" })).toThrow(
      "store is *** (not shown), but must be",
    );
  });
});
