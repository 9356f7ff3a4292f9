import fc from "fast-check";
import { expect, it } from "vitest";
import { shortenWaits } from "../../support/time/short-waits.js";
import { traceWorld } from "../../support/traces/traced-world.js";
import { compareWithWitness } from "./compare-with-witness.js";
import { PLAN, ProgramBuilder, TOKENS_OF_A_CALL } from "./random-program.js";
import { Witness } from "./witness-handler.js";

it("random programs are recorded as an independent witness saw them: each run once, in its place, whole", async () => {
  shortenWaits();
  await fc.assert(
    fc.asyncProperty(PLAN, async (plan) => {
      const world = await traceWorld();
      const witness = new Witness();
      await new ProgramBuilder()
        .build(plan)
        .invoke("go", { callbacks: [witness, world.handler] })
        .catch(() => undefined);
      await witness.allEnded();
      const recorded = await world.arrived();

      expect(compareWithWitness(witness, recorded)).toEqual([]);
      const calls = [...witness.runs.values()].filter(({ name }) => /^model-.*-call$/.test(name ?? "")).length;
      const tokens = recorded.spans.map(({ usage }) => usage?.["total_tokens"] ?? 0);
      expect(tokens.reduce((sum, count) => sum + count, 0)).toBe(calls * TOKENS_OF_A_CALL);
    }),
    // Some programs never come to an end in LangGraph itself.
    { numRuns: 300, interruptAfterTimeLimit: 20_000 },
  );
});
