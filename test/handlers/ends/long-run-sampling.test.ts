import { expect, test } from "vitest";
import { lives } from "../../support/opik-server/record-writes.js";
import { slowWorld, tellAbout } from "../../support/process/slow-world.js";
import { ANY_TEXT } from "../../support/traces/text-matchers.js";

test("an unfinished trace outside the sampled share is not shown before its end is known", async () => {
  const { world, time, answer } = await slowWorld({ sampleRate: 0, alwaysKeep: [] });
  const answering = tellAbout(world).invoke({ topic: "owls" }, { callbacks: [world.handler] });
  await world.models.waitForCalls(1);
  time.pass(11);
  expect(await world.handler.flush()).toMatchObject({ delivered: 0, waiting: 1, dropped: {} });

  answer();
  await answering;

  expect(await world.handler.flush()).toMatchObject({ delivered: 0, waiting: 0, dropped: { sampled_out: 4 } });
  expect(world.opik.requests).toEqual([]);
});

test("an unfinished trace of the sampled share is shown once, however long it takes", async () => {
  const { world, time } = await slowWorld({ sampleRate: 0.999_999, abandonAfterMs: 0 });
  const caller = new AbortController();
  const answering = tellAbout(world).invoke({ topic: "owls" }, { callbacks: [world.handler], signal: caller.signal });
  await world.models.waitForCalls(1);

  time.pass(3600);
  await world.opik.waitFor({ traces: 1, spans: 2 });

  expect(lives(world.opik)).toMatchObject({ RunnableSequence: ["open"], ChatOpenAI: ["open"] });
  caller.abort();
  await expect(answering).rejects.toThrow();
  const { trace } = await world.onlyTrace();
  expect(trace).toMatchObject({ end_time: ANY_TEXT, error_info: { exception_type: "AbortError" } });
});
