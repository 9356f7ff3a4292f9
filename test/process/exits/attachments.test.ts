import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRegisterProject, type RegisterProject } from "../register/register-project.js";
import { ExitWorld } from "./exit-world.js";

const PNG_HEAD = "\x89PNG\r\n\x1a\n";
/** Of a part of an S3 upload, and of some that fit into one batch of a journal. */
const SIZES = [6_000_000, 300_000, 300_001];
const imageOf = (size: number) => Buffer.concat([Buffer.from(PNG_HEAD, "latin1"), Buffer.alloc(size, size % 251)]);

/** Asks a model about each image, and ends as it is told. */
const PROGRAM = `
  import { HumanMessage } from "@langchain/core/messages";
  import { FakeListChatModel } from "@langchain/core/utils/testing";
  import { OpikCallbackHandler } from "langchain-opik";

  const model = new FakeListChatModel({ responses: ["a cat"] });
  const callbacks = [new OpikCallbackHandler()];
  for (const size of ${JSON.stringify(SIZES)}) {
    const image = Buffer.concat([Buffer.from(${JSON.stringify(PNG_HEAD)}, "latin1"), Buffer.alloc(size, size % 251)]);
    const url = "data:image/png;base64," + image.toString("base64");
    await model.invoke([new HumanMessage({ content: [{ type: "image_url", image_url: { url } }] })], {
      callbacks, runName: "image " + size,
    });
  }
  console.log("ready");
  if (process.env.END_BY === undefined) setInterval(() => undefined, 60_000);
  else Function(process.env.END_BY)();`;

let project: RegisterProject;
beforeAll(async () => {
  project = await createRegisterProject();
  project.write("images.mjs", PROGRAM);
}, 120_000);
afterAll(() => {
  project.remove();
});

const NAMES = SIZES.map((size) => `image ${size}`).sort();
/** Each image is attached to its trace and to the model's span. */
const ATTACHMENTS = SIZES.length * 2;

/** Every image is there, byte for byte, once for each trace and span that names it. */
function expectAllOnce({ opik, traceNames }: ExitWorld): void {
  expect(traceNames.filter((name) => name !== "next")).toEqual(NAMES);
  const owners = [...opik.traces, ...opik.spans].filter(({ name }) => name !== "next").map(({ id }) => id);
  expect(opik.attachments.map(({ entityId }) => entityId).sort()).toEqual(owners.sort());
  for (const size of SIZES) {
    const image = imageOf(size);
    expect(opik.attachments.filter(({ bytes }) => bytes.equals(image))).toHaveLength(2);
  }
  for (const { entityId, fileName } of opik.attachments) {
    const owner = [...opik.traces, ...opik.spans].find(({ id }) => id === entityId);
    expect(JSON.stringify(owner?.input)).toContain(`[${fileName}]`);
  }
  expect(opik.violations).toEqual([]);
}

/** Whether each image is on disk to the end of its record, for its trace and for the model's span, and those are. */
function holdsAll(world: ExitWorld): boolean {
  const ends = SIZES.map((size) => `${imageOf(size).toString("base64").slice(-100_000)}"}\n`);
  return ends.every((end) => world.filesWith(end) === 2) && NAMES.every((name) => world.filesWith(`"${name}"`) === 2);
}

describe("images of a process that is killed with SIGKILL", () => {
  it.each(["is well", "never answers", "refuses connections"] as const)(
    "with durable, the next process sends each image of a killed one once, when the server %s",
    async (server) => {
      const world = await ExitWorld.open(project, { server, environment: { OPIK_LANGCHAIN_DURABLE: "true" } });

      await world.endBy({ signal: "SIGKILL" }, "images.mjs");

      expect(world.opik.attachments).toEqual([]);
      await world.deliverRest(NAMES, ATTACHMENTS);
      expectAllOnce(world);
    },
  );

  it("with durable, the command replay sends the images of a killed process and counts them", async () => {
    const world = await ExitWorld.open(project, {
      server: "never answers",
      environment: { OPIK_LANGCHAIN_DURABLE: "true" },
    });

    await world.endBy({ signal: "SIGKILL" }, "images.mjs");

    expect(await world.replay()).toContain("12 records");
    expectAllOnce(world);
  });

  it.each(["never answers", "refuses connections"] as const)(
    "without durable, the next process sends the images that are on disk, when the server %s",
    async (server) => {
      const world = await ExitWorld.open(project, { server, environment: { OPIK_LANGCHAIN_MAX_WAIT_MS: "0" } });
      const program = world.start("images.mjs");
      await program.prints("ready");
      while (!holdsAll(world)) await setImmediate();
      program.send("SIGKILL");
      await program.ended;

      await world.deliverRest(NAMES, ATTACHMENTS);
      expectAllOnce(world);
    },
  );
});

describe("images of a process that ends on its own", () => {
  it.each([
    ["process.exit()", "process.exit(3);"],
    ["an uncaught exception", `setTimeout(() => { throw new Error("oops"); }, 0);`],
    ["running out of work", "process.exitCode = 7;"],
  ])("images wait on disk through an outage and arrive once after it: %s", async (_, code) => {
    const world = await ExitWorld.open(project, { server: "refuses connections" });

    await world.endBy({ code }, "images.mjs");

    await world.deliverRest(NAMES, ATTACHMENTS);
    expectAllOnce(world);
  });

  it("images arrive before a process that runs out of work ends, when the server is well", async () => {
    const world = await ExitWorld.open(project);

    await world.endBy({ code: "process.exitCode = 7;" }, "images.mjs");

    expectAllOnce(world);
  });
});
