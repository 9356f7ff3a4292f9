import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostPackage } from "../hosts.js";
import { createRegisterProject, type RegisterProject } from "../register/register-project.js";
import { ExitWorld } from "./exit-world.js";
import { ENDING_PROGRAM, MADE, MAKE_RUNS } from "./ways-to-end.js";

const ENDS = { exitCode: null, signal: "SIGTERM" };

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  for (const name of ["signal-exit-3", "signal-exit-4"]) project.install(name, hostPackage(name));
}, 120_000);
afterAll(() => {
  project.remove();
});

/** A program in which somebody else is told of the end before or after this package is. */
function programWith(other: string, order: string): string {
  const makeRuns = "await makeRuns(OpikCallbackHandler);";
  return `${MAKE_RUNS}
    import { createRequire } from "node:module";
    import { OpikCallbackHandler } from "langchain-opik";
    const require = createRequire(import.meta.url);
    ${order === "before" ? `${other} ${makeRuns}` : `${makeRuns} ${other}`}
    console.log("ready");
    process.stdin.on("end", () => process.exit(5)).resume();`;
}

describe("a program with its own listener for a signal", () => {
  it.each([
    { method: "on", order: "before" },
    { method: "on", order: "after" },
    { method: "once", order: "before" },
    { method: "once", order: "after" },
  ])("a program's own listener, added by $method $order ours, decides when it ends", async ({ method, order }) => {
    const world = await ExitWorld.open(project);
    project.write("host.mjs", programWith(`process.${method}("SIGTERM", () => console.log("host"));`, order));
    const program = world.start("host.mjs");
    await program.prints("ready");

    program.send("SIGTERM");

    await program.prints("host");
    await world.opik.waitFor({ traces: 2 });
    expect(world.traceNames).toEqual(["first", "second"]);
    program.endInput();
    expect(await program.ended).toEqual({ exitCode: 5, signal: null });
    await world.deliverRest(MADE);
  });

  it("a program whose own listener sends the signal again ends by it", async () => {
    const world = await ExitWorld.open(project);
    const listener = `process.once("SIGTERM", () => setImmediate(() => process.kill(process.pid, "SIGTERM")));`;
    project.write("host.mjs", programWith(listener, "before"));
    const program = world.start("host.mjs");
    await program.prints("ready");

    program.send("SIGTERM");

    expect(await program.ended).toEqual(ENDS);
    expect(world.traceNames).toEqual(MADE);
  });
});

const SAY_END = `(code, signal) => { console.log("guest saw", signal); }`;
const GUESTS = {
  "signal-exit 3": `require("signal-exit-3")(${SAY_END});`,
  "signal-exit 4": `require("signal-exit-4").onExit(${SAY_END});`,
  "signal-exit 3 and 4": `require("signal-exit-3")(${SAY_END}); require("signal-exit-4").onExit(${SAY_END});`,
  "signal-exit 4 and 3": `require("signal-exit-4").onExit(${SAY_END}); require("signal-exit-3")(${SAY_END});`,
  "the other build of this package": `await makeRuns(require("langchain-opik").OpikCallbackHandler);
    console.log("guest saw", process.listenerCount("SIGTERM") === 1 && "SIGTERM");`,
};

it.each(
  Object.entries(GUESTS).flatMap(([guest, code]) => ["before", "after"].map((order) => ({ guest, code, order }))),
)("$guest, added $order this package, and this package do not wait for each other", async ({ code, order }) => {
  const world = await ExitWorld.open(project);
  project.write("guests.mjs", programWith(code, order));
  const program = world.start("guests.mjs");
  await program.prints("ready");

  program.send("SIGTERM");

  expect(await program.ended).toEqual(ENDS);
  expect(program.printed).toContain("guest saw SIGTERM");
  expect([...new Set(world.traceNames)]).toEqual(MADE);
});

it.each(["SIGINT", "SIGTERM"] as const)("a second signal, %s, ends the process at once", async (second) => {
  const slow = { OPIK_LANGCHAIN_EXIT_TIMEOUT_MS: "600000" };
  const world = await ExitWorld.open(project, { server: "never answers", environment: slow });
  project.write("ending.mjs", ENDING_PROGRAM);
  const program = world.start("ending.mjs", { TRACED: "yes" });
  await program.prints("ready");

  program.send("SIGINT");
  await world.opik.waitFor({ requests: 1 });
  program.send(second);

  expect(await program.ended).toEqual({ exitCode: null, signal: "SIGINT" });
  await world.deliverRest(MADE);
});
