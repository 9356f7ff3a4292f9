import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../../delivery/spool/test-spool.js";
import { bundle } from "../edge/bundle.js";
import { createRegisterProject, type RegisterProject } from "../register/register-project.js";
import { ExitWorld } from "./exit-world.js";
import { ENDING_PROGRAM, MADE, MAKE_RUNS } from "./ways-to-end.js";

const TRACED = { TRACED: "yes" };
const EXIT = { code: "process.exit(3);" };
const ENDED_WITH_3 = { exitCode: 3, signal: null };

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  project.write("ending.mjs", ENDING_PROGRAM);
});
afterAll(() => {
  project.remove();
});

/** Makes its runs, tells what it has heard of them as it exits, and exits at once. */
function exitingProgram(atExit: string): string {
  return `${MAKE_RUNS}
    import { OpikCallbackHandler } from "langchain-opik";
    const handler = await makeRuns(OpikCallbackHandler);
    process.on("exit", () => { ${atExit} });
    console.log("ready");
    process.exit(3);`;
}

describe("a process that exits at once", () => {
  it("a process that exits at once delivers what it has where no disk can keep it", async () => {
    const world = await ExitWorld.open(project, { environment: { OPIK_LANGCHAIN_SPOOL: "false" } });

    expect(await world.endBy(EXIT, "ending.mjs", TRACED)).toEqual(ENDED_WITH_3);

    expect(world.traceNames).toEqual(MADE);
  });

  it.each([
    { fate: "delivered", settings: {}, counts: { delivered: 3, dropped: {} } },
    {
      fate: "lost",
      settings: { OPIK_LANGCHAIN_SEND_AT_EXIT: "false" },
      counts: { delivered: 0, dropped: { unreachable: 3 } },
    },
  ])("an exiting process has an empty queue once all is counted as $fate", async ({ settings, counts }) => {
    const world = await ExitWorld.open(project, { environment: { OPIK_LANGCHAIN_SPOOL: "false", ...settings } });
    project.write("counting-memory.mjs", exitingProgram("console.log(JSON.stringify(handler.health()));"));
    const program = world.start("counting-memory.mjs");
    expect(await program.ended).toEqual(ENDED_WITH_3);

    const health = program.printed.split("\n").find((line) => line.startsWith("{")) ?? "";
    expect(JSON.parse(health)).toMatchObject({ ...counts, spooled: 0, queue: { records: 0, bytes: 0 } });
  });

  it("a process that exits at once prints nothing when all has arrived, and counts it as delivered", async () => {
    const world = await ExitWorld.open(project);
    project.write("counting.mjs", exitingProgram("console.log(JSON.stringify(handler.health()));"));
    const program = world.start("counting.mjs");
    expect(await program.ended).toEqual(ENDED_WITH_3);

    const [ready, health = "", ...rest] = program.printed.trim().split("\n");
    expect([ready, rest]).toEqual(["ready", []]);
    expect(JSON.parse(health)).toMatchObject({ state: "delivering", delivered: 3, spooled: 0, dropped: {} });
  });

  it("a process that exits at once leaves its records on disk when sendAtExit is off", async () => {
    const world = await ExitWorld.open(project, { environment: { OPIK_LANGCHAIN_SEND_AT_EXIT: "false" } });

    await world.endBy(EXIT, "ending.mjs", TRACED);

    expect(world.traceNames).toEqual([]);
    await world.deliverRest(MADE);
  });

  it("a process that exits at once does not wait for a server that it knows to be down", async () => {
    const world = await ExitWorld.open(project, {
      server: "refuses connections",
      environment: { OPIK_LANGCHAIN_EXIT_TIMEOUT_MS: "600000", OPIK_LANGCHAIN_MAX_WAIT_MS: "1" },
    });
    const whenFailing = `await new Promise((resolve) => {
      const look = () => (handler.health().state === "failing" ? resolve() : setImmediate(look));
      look();
    });`;
    project.write("down.mjs", exitingProgram("").replace(`console.log("ready");`, whenFailing));

    expect(await world.start("down.mjs").ended).toEqual(ENDED_WITH_3);

    await world.deliverRest(MADE);
  });

  it("a process that exits at once keeps on disk what its own exit listeners record", async () => {
    const world = await ExitWorld.open(project);
    project.write("late.mjs", exitingProgram(RECORD_LATE));

    expect(await world.start("late.mjs").ended).toEqual(ENDED_WITH_3);

    expect(world.traceNames).toEqual(MADE);
    await world.deliverRest(["late"]);
  });

  it("a process that records for the first time as it exits keeps that on disk", async () => {
    const world = await ExitWorld.open(project);
    project.write(
      "first.mjs",
      `import { OpikCallbackHandler } from "langchain-opik";
       process.on("exit", () => { const handler = new OpikCallbackHandler(); ${RECORD_LATE} });
       process.exit(3);`,
    );

    expect(await world.start("first.mjs").ended).toEqual(ENDED_WITH_3);

    await world.deliverRest(["late"]);
  });

  it("a process that may start no thread keeps on disk what it has when it exits", async () => {
    const flag = Number(process.versions.node.split(".")[0]) < 23 ? "--experimental-permission" : "--permission";
    const NODE_OPTIONS = `${flag} --allow-fs-read=* --allow-fs-write=*`;
    const world = await ExitWorld.open(project);

    expect(await world.endBy(EXIT, "ending.mjs", { ...TRACED, NODE_OPTIONS })).toEqual(ENDED_WITH_3);

    expect(world.traceNames).toEqual([]);
    await world.deliverRest(MADE);
  });
});

describe.each(["bundled.mjs", "bundled.cjs"] as const)("a bundle, %s, that exits at once", (file) => {
  it("a bundle that exits at once delivers what it has where the package is installed", async () => {
    const world = await ExitWorld.open(project);
    project.write("source.js", BUNDLED);
    await bundle(project.folder, "source.js", file);

    expect(await world.start(file).ended).toEqual(ENDED_WITH_3);

    expect(world.traceNames).toEqual(["bundled"]);
  });

  it("a bundle that exits at once keeps what it has on disk where the package is not installed", async () => {
    const world = await ExitWorld.open(project);
    project.write("source.js", BUNDLED);
    await bundle(project.folder, "source.js", file);
    const alone = join(temporaryFolder(), file);
    copyFileSync(join(project.folder, file), alone);

    expect(await world.start(alone).ended).toEqual(ENDED_WITH_3);

    expect(world.traceNames).toEqual([]);
    await world.deliverRest(["bundled"]);
  });
});

it("a program that handles a signal itself and exits at once delivers what it has", async () => {
  const world = await ExitWorld.open(project);
  project.write(
    "handling.mjs",
    `${MAKE_RUNS}
     import { OpikCallbackHandler } from "langchain-opik";
     await makeRuns(OpikCallbackHandler);
     process.on("SIGTERM", () => process.exit(3));
     console.log("ready");
     setInterval(() => undefined, 60_000);`,
  );

  expect(await world.endBy({ signal: "SIGTERM" }, "handling.mjs")).toEqual(ENDED_WITH_3);

  expect(world.traceNames).toEqual(MADE);
});

const BUNDLED = `
  import { OpikCallbackHandler } from "langchain-opik";
  import { RunnableLambda } from "@langchain/core/runnables";
  void RunnableLambda.from(() => "done")
    .invoke("go", { runName: "bundled", callbacks: [new OpikCallbackHandler()] })
    .then(() => process.exit(3));`;

/** A run that begins and ends while nothing asynchronous happens any more. */
const RECORD_LATE = `
  const id = crypto.randomUUID();
  handler.handleChainStart({ lc: 1, type: "not_implemented", id: ["late"] }, { input: "go" }, id, undefined, [], {}, "chain", "late");
  handler.handleChainEnd({ output: "done" }, id);`;
