import { RunnableLambda } from "@langchain/core/runnables";
import { expect, test } from "vitest";
import type { SpanRecord } from "../../../src/records/record.js";
import { startRecordingOpikServer } from "../../support/opik-server/recording-opik-server.js";
import { runProgram } from "../../support/process/run-program.js";
import { deferred } from "../../support/time/deferred.js";
import { holdTime } from "../../support/time/passing-time.js";
import { ANY_TEXT } from "../../support/traces/text-matchers.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const MANY_CHILDREN = new URL("./large-trace-programs/many-children.ts", import.meta.url);
// The 3,000 children of the later half have 12 MB of inputs, and more than that of outputs and errors.
const FLAT_BYTES = 8_000_000;

test("what is kept for a root does not grow while its children come and go", async () => {
  const opik = await startRecordingOpikServer();

  const result = await runProgram(MANY_CHILDREN, { TEST_API_URL: opik.url });
  await opik.close();

  expect(result.exitCode, result.output).toBe(0);
  const told: unknown = JSON.parse(result.output);
  expect(told).toMatchObject({ dropped: {} });
  expect(told).toSatisfy(({ grownBytes }: { grownBytes: number }) => grownBytes < FLAT_BYTES);
  expect(opik.spans).toHaveLength(6_000);
  expect(opik.traces).toMatchObject([{ end_time: ANY_TEXT, metadata: { summary: { errors: 4_000, retries: 1_999 } } }]);
}, 90_000);

test("ten thousand siblings that are open at the same time arrive under their parent, in batches", async () => {
  const world = await traceWorld();
  const gate = deferred();
  let open = 0;
  const sibling = RunnableLambda.from(async (index: number) => {
    open += 1;
    if (open === 10_000) gate.resolve();
    await gate.promise;
    return index;
  }).withConfig({ runName: "sibling" });
  const parent = RunnableLambda.from(async (count: number, config) => {
    await Promise.all(Array.from({ length: count }, (_, index) => sibling.invoke(index, config)));
    return "done";
  }).withConfig({ runName: "parent" });

  await parent.pipe(RunnableLambda.from((x: string) => x)).invoke(10_000, { callbacks: [world.handler] });

  const { spans } = await world.onlyTrace();
  const id = spans.find(({ name }) => name === "parent")?.id;
  const siblings = spans.filter(({ name }) => name === "sibling");
  expect(siblings).toHaveLength(10_000);
  expect(siblings.filter((span) => span.parent_span_id !== id || span.end_time === undefined)).toEqual([]);
  expect(Math.max(...world.opik.requests.map(({ records }) => records))).toBeLessThanOrEqual(1_000);
});

test("a chain two thousand runs deep is shown while it is open, and whole when it has ended", async () => {
  const time = holdTime();
  const world = await traceWorld(undefined, { maxWaitMs: 1 });
  const [deepest, gate] = [deferred(), deferred()];
  const level: RunnableLambda<number, number> = RunnableLambda.from(async (depth: number, config): Promise<number> => {
    if (depth > 0) return (await level.invoke(depth - 1, config)) + 1;
    deepest.resolve();
    await gate.promise;
    return 0;
  });

  const answering = level.invoke(2_000, { callbacks: [world.handler] });
  await deepest.promise;
  // A share of them is shown each second.
  time.pass(16);
  await world.opik.waitFor({ traces: 1, spans: 2_000 });
  expect(depthOf(world.opik.spans)).toBe(2_000);
  gate.resolve();

  expect(await answering).toBe(2_000);
  const { trace, spans } = await world.onlyTrace();
  expect([trace, ...spans].filter(({ end_time }) => end_time === undefined)).toEqual([]);
  expect(depthOf(spans)).toBe(2_000);
});

/** Follows the parents from the span that has no children to the trace. */
function depthOf(spans: readonly SpanRecord[]): number {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const parents = new Set(spans.map((span) => span.parent_span_id));
  let depth = 0;
  for (let one = spans.find(({ id }) => !parents.has(id)); one !== undefined; depth += 1) {
    one = byId.get(one.parent_span_id ?? "");
  }
  return depth;
}
