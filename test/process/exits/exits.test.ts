import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../edge/bundle.js";
import { nodeVersions } from "../node-versions.js";
import { createRegisterProject, type RegisterProject } from "../register/register-project.js";
import { SERVER_STATES } from "./exit-server.js";
import { ExitWorld } from "./exit-world.js";
import { ENDING_PROGRAM, MADE, WAYS_TO_END } from "./ways-to-end.js";

const TRACED = { TRACED: "yes" };

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  project.write("ending.mjs", ENDING_PROGRAM);
  await bundle(project.folder, "ending.mjs", "bundled-ending.mjs");
}, 120_000);
afterAll(() => {
  project.remove();
});

const cells = WAYS_TO_END.flatMap((end) => SERVER_STATES.map((server) => ({ ...end, server })));

it.each(cells)("a process that ends by $way loses nothing when the server $server", async ({ server, ...end }) => {
  const world = await ExitWorld.open(project, { server });

  // In one file it starts in half the time. As it is installed, it ends in each of these ways below.
  await world.endBy(end, "bundled-ending.mjs", TRACED);

  if (server === "is well") expect(world.traceNames).toEqual(MADE);
  await world.deliverRest(MADE);
  const { error_info, metadata } = world.opik.traces.find(({ name }) => name === "open") ?? {};
  if (end.interruptedBy === undefined) expect(metadata).toMatchObject({ abandoned: "closed" });
  else expect(error_info?.message).toContain(`was ended by ${end.interruptedBy} while`);
});

describe.each(nodeVersions())("on Node.js $version", ({ path }) => {
  it.each(WAYS_TO_END)("a process that ends by $way ends for others as it does without us", async (end) => {
    const world = await ExitWorld.open(project, { node: path });

    const [traced, untraced] = await Promise.all([
      world.endBy(end, "ending.mjs", TRACED),
      world.endBy(end, "ending.mjs"),
    ]);

    expect(traced).toEqual(untraced);
    expect(world.traceNames).toEqual(MADE);
  });
});
