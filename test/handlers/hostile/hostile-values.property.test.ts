import { RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import { expectQuietHost } from "../../support/process/quiet-host.js";
import { HOSTILE_VALUES } from "../../support/traces/hostile-values.js";
import { traceWorld } from "../../support/traces/traced-world.js";

const RUNS = 50;

type Make = () => unknown;

/**
 * Makes anything that JavaScript can hold, with hostile values anywhere in it. The values are not given to fast-check
 * itself: it looks at what it generates.
 */
const anyValue: fc.Arbitrary<Make> = fc.letrec<{ value: Make }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(...HOSTILE_VALUES.map(([, make]) => make)),
    fc
      .anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true })
      .map((value) => () => value),
    fc.array(tie("value"), { maxLength: 3 }).map((makers) => () => makers.map((make) => make())),
    fc
      .dictionary(fc.string({ unit: "binary" }), tie("value"), { maxKeys: 3 })
      .map((makers) => () => Object.fromEntries(Object.entries(makers).map(([key, make]) => [key, make()]))),
  ),
})).value;

it("every trace arrives whole, whatever values a chain and a tool are given, return and throw", async () => {
  expectQuietHost();
  const world = await traceWorld();
  const ended: string[] = [];

  await fc.assert(
    fc.asyncProperty(anyValue, anyValue, fc.boolean(), async (makeGiven, makeReturned, throws) => {
      const name = `run ${ended.length}`;
      const returned = makeReturned();
      const working = tool(() => ({ held: returned }), { name: "work", description: "", schema: z.object({}) });
      const chain = RunnableLambda.from(async (_input: unknown, config) => {
        await working.invoke({}, config);
        if (throws) throw returned;
        return [returned];
      });
      await chain.invoke({ held: makeGiven() }, { callbacks: [world.handler], runName: name }).catch(() => {});
      ended.push(name);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );

  const { traces, spans } = await world.arrived();
  expect(traces.map((trace) => trace.name)).toEqual(ended);
  expect(traces.filter((trace) => trace.end_time === undefined)).toEqual([]);
  expect(spans.map((span) => [span.name, span.type])).toEqual(ended.map(() => ["work", "tool"]));
});
