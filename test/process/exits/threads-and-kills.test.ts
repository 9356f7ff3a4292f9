import { afterAll, beforeAll, expect, it } from "vitest";
import { createRegisterProject, type RegisterProject } from "../register/register-project.js";
import { ExitWorld } from "./exit-world.js";
import { ENDING_PROGRAM, MADE, MAKE_RUNS } from "./ways-to-end.js";

const TRACED = { TRACED: "yes" };
const DURABLE = { OPIK_LANGCHAIN_DURABLE: "true" };

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  project.write("ending.mjs", ENDING_PROGRAM);
  project.write(
    "worker.mjs",
    `import { Worker } from "node:worker_threads";
     const worker = new Worker(new URL("./ending.mjs", import.meta.url));
     worker.on("exit", (code) => console.log("worker ended with", code));`,
  );
}, 120_000);
afterAll(() => {
  project.remove();
});

it("a worker thread that runs out of work delivers what it has", async () => {
  const world = await ExitWorld.open(project);

  await world.endBy({ code: "process.exitCode = 7;" }, "worker.mjs", TRACED);

  expect(world.traceNames).toEqual(MADE);
});

it.each(["process.exit(3);", `setTimeout(() => { throw new Error("oops"); }, 0);`])(
  "a worker thread that ends by %s leaves what it has on disk",
  async (code) => {
    const world = await ExitWorld.open(project);

    await world.endBy({ code }, "worker.mjs", TRACED);

    expect(world.traceNames).toEqual([]);
    await world.deliverRest(MADE);
  },
);

it("a flush is enough for a process that is stopped after it, as a serverless function is", async () => {
  const world = await ExitWorld.open(project);
  project.write(
    "flushing.mjs",
    `${MAKE_RUNS}
     import { OpikCallbackHandler } from "langchain-opik";
     const handler = await makeRuns(OpikCallbackHandler);
     await handler.flush();
     console.log("ready");
     setInterval(() => undefined, 60_000);`,
  );

  await world.endBy({ signal: "SIGKILL" }, "flushing.mjs");

  expect(world.traceNames).toEqual(["first", "open", "second"]);
});

it.each(["is well", "never answers"] as const)(
  "with durable, kill -9 loses nothing that had ended when the server %s",
  async (server) => {
    const world = await ExitWorld.open(project, { server, environment: DURABLE });

    await world.endBy({ signal: "SIGKILL" }, "ending.mjs", TRACED);

    await world.deliverRest(["first", "second"]);
  },
);

it("with durable, kill -9 of a process with a worker thread loses nothing that had ended", async () => {
  const world = await ExitWorld.open(project, { environment: DURABLE });

  await world.endBy({ signal: "SIGKILL" }, "worker.mjs", TRACED);

  await world.deliverRest(["first", "second"]);
});
