import { RunnableLambda } from "@langchain/core/runnables";
import { expect, test } from "vitest";
import { traceWorld } from "../support/traces/traced-world.js";

const fine = RunnableLambda.from((x: number) => x).withConfig({ runName: "fine" });
const broken = RunnableLambda.from((): number => {
  throw new Error("broken");
}).withConfig({ runName: "broken" });

test("failed traces outside the sampled share are kept whole, and the others are counted as dropped", async () => {
  const world = await traceWorld(undefined, { sampleRate: 0 });

  await fine.pipe(fine).invoke(1, { callbacks: [world.handler] });
  await expect(fine.pipe(broken).invoke(1, { callbacks: [world.handler] })).rejects.toThrow("broken");

  expect(await world.handler.flush()).toEqual({ delivered: 3, spooled: 0, waiting: 0, dropped: { sampled_out: 3 } });
  expect(world.opik.traces).toHaveLength(1);
  expect(world.opik.spans.map((span) => span.name).sort()).toEqual(["broken", "fine"]);
});

test("a trace with a fallback outside the sampled share is kept", async () => {
  const world = await traceWorld(undefined, { sampleRate: 0 });

  await broken.withFallbacks([fine]).invoke(1, { callbacks: [world.handler] });

  const { trace } = await world.onlyTrace();
  expect(trace.metadata).toMatchObject({ summary: { fallbacks: 1 } });
});

test("a slow trace outside the sampled share is kept", async () => {
  const world = await traceWorld(undefined, { sampleRate: 0, alwaysKeep: ["slow"], slowMs: 0 });

  await fine.invoke(1, { callbacks: [world.handler] });

  await world.onlyTrace();
});

test("a failed trace outside the sampled share is dropped when `alwaysKeep` does not list failures", async () => {
  const world = await traceWorld(undefined, { sampleRate: 0, alwaysKeep: [] });

  await expect(broken.invoke(1, { callbacks: [world.handler] })).rejects.toThrow("broken");

  expect((await world.handler.flush()).dropped).toEqual({ sampled_out: 1 });
});

test("a trace is kept when its predicate returns true or throws", async () => {
  const world = await traceWorld(undefined, {
    sampleRate: 0,
    keepTrace: ({ metadata, tags }) => {
      if (tags.includes("odd")) throw new Error("cannot tell");
      return metadata.customer === "acme";
    },
  });

  await fine.invoke(1, { callbacks: [world.handler], metadata: { customer: "acme" } });
  await fine.invoke(1, { callbacks: [world.handler], tags: ["odd"] });
  await fine.invoke(1, { callbacks: [world.handler] });

  const { traces } = await world.arrived();
  expect(traces).toHaveLength(2);
});

test("an open run waits for the sampling of its trace, and flush() counts it as waiting", async () => {
  const world = await traceWorld(undefined, { sampleRate: 0 });
  let waiting = 0;
  const look = RunnableLambda.from(async (x: number) => {
    waiting = (await world.handler.flush()).waiting;
    return x;
  });

  await fine.pipe(look).invoke(1, { callbacks: [world.handler] });

  expect(waiting).toBe(1);
});
