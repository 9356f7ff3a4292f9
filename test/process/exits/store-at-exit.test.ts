import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openTraceStore } from "../../../src/store/open-trace-store.js";
import { BACKENDS, type TestDatabase } from "../../store/support/databases.js";
import { SERVER_ADDRESS } from "../../support/environment.js";
import { createRegisterProject, type RegisterProject } from "../register/register-project.js";
import { ExitWorld } from "./exit-world.js";
import { ENDING_PROGRAM, MADE, MAKE_RUNS, WAYS_TO_END } from "./ways-to-end.js";

const EXIT = { code: "process.exit(3);" };
const ENDED_WITH_3 = { exitCode: 3, signal: null };
/** What ends without waiting for anything. */
const SUDDEN_WAYS = WAYS_TO_END.filter(({ interruptedBy }) => interruptedBy?.startsWith("an exit"));

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  project.install("pg");
  project.write("ending.mjs", ENDING_PROGRAM);
}, 120_000);
afterAll(() => {
  project.remove();
});

/** A world whose programs trace to Opik and to a store. */
function openWorld(store: string, environment: Readonly<Record<string, string>> = {}): Promise<ExitWorld> {
  return ExitWorld.open(project, { environment: { OPIK_LANGCHAIN_STORE: store, TRACED: "yes", ...environment } });
}

describe.skipIf(SERVER_ADDRESS === undefined)("a trace store on a server (needs TEST_DATABASE_URL)", () => {
  const location = SERVER_ADDRESS ?? "";
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await BACKENDS.find(({ name }) => name === "PostgreSQL")?.open();
  });
  afterAll(() => database?.remove());

  async function storedNames(prefix: string): Promise<readonly string[]> {
    const store = await openTraceStore(location, { prefix });
    onTestFinished(() => store.close());
    const { items } = await store.findTraces();
    return items.map(({ name }) => name).sort();
  }

  it.each(SUDDEN_WAYS)("a server's store and Opik have what a process made that ends by $way", async (end) => {
    const prefix = database?.freshPrefix() ?? "";
    const world = await openWorld(location, { OPIK_LANGCHAIN_STORE_PREFIX: prefix });

    await world.endBy(end, "ending.mjs");

    expect(await storedNames(prefix)).toEqual(MADE);
    expect(world.traceNames).toEqual(MADE);
    expect(world.filesWith("first")).toBe(0);
  });

  it("a process that exits counts what its store received then as delivered", async () => {
    const prefix = database?.freshPrefix() ?? "";
    const world = await openWorld(location, { OPIK_LANGCHAIN_STORE_PREFIX: prefix });
    project.write("counting.mjs", printingProgram("handler.health().store"));

    const program = world.start("counting.mjs");
    expect(await program.ended).toEqual(ENDED_WITH_3);

    expect(JSON.parse(program.printed)).toMatchObject({ state: "delivering", delivered: 3, spooled: 0, dropped: {} });
  });
});

describe("a trace store that can't be written to while a process exits", () => {
  it("records for a store stay on disk at once where its server is known to be down", async () => {
    const world = await openWorld(await silentServer({ isClosed: true }), {
      OPIK_LANGCHAIN_EXIT_TIMEOUT_MS: "600000",
      OPIK_LANGCHAIN_MAX_WAIT_MS: "1",
    });
    project.write("down.mjs", exitingProgram(`while (handler.health().store.state !== "failing") await turn();`));

    expect(await world.start("down.mjs").ended).toEqual(ENDED_WITH_3);

    expect(world.filesWith("first")).toBeGreaterThan(0);
  });

  it("records for a store stay on disk when its server has not answered within exitTimeoutMs", async () => {
    const world = await openWorld(await silentServer(), { OPIK_LANGCHAIN_EXIT_TIMEOUT_MS: "200" });

    expect(await world.endBy(EXIT, "ending.mjs")).toEqual(ENDED_WITH_3);

    expect(world.filesWith("first")).toBeGreaterThan(0);
  });

  it("records for a store in a folder stay on disk, as no thread can open it beside its process", async () => {
    const world = await openWorld(join(project.folder, "traces"));

    expect(await world.endBy(EXIT, "ending.mjs")).toEqual(ENDED_WITH_3);

    expect(world.traceNames).toEqual(MADE);
    expect(world.filesWith("first")).toBe(1);
  });
});

function exitingProgram(beforeExit: string): string {
  return `${MAKE_RUNS}
    import { OpikCallbackHandler } from "langchain-opik";
    const turn = () => new Promise((resolve) => { setImmediate(resolve); });
    const handler = await makeRuns(OpikCallbackHandler);
    ${beforeExit}
    process.exit(3);`;
}

/** Prints, when all has been sent, what it sees then. */
function printingProgram(seen: string): string {
  return exitingProgram(`process.on("exit", () => { console.log(JSON.stringify(${seen})); });`);
}

/** The address of a database server that says nothing, or at which there is none. */
async function silentServer({ isClosed = false } = {}): Promise<string> {
  const server = createServer((socket) => socket.on("error", () => undefined).resume());
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = `postgres://nobody@127.0.0.1:${portOf(server)}/none`;
  if (isClosed) await new Promise((closed) => server.close(closed));
  else onTestFinished(() => void server.close());
  return address;
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  return address.port;
}
