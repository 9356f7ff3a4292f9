import fc from "fast-check";
import { expect, it, onTestFailed } from "vitest";
import type { SpanRecord } from "../../../src/records/record.js";
import { RANDOM_PROGRAM_COUNT } from "../../support/environment.js";
import { type ShortWaits, shortenWaits } from "../../support/time/short-waits.js";
import { type TracedWorld, traceWorld } from "../../support/traces/traced-world.js";
import { compareWithWitness } from "./compare-with-witness.js";
import { PLAN, type Plan, ProgramBuilder, TOKENS_OF_A_CALL } from "./random-program.js";
import { Witness } from "./witness-handler.js";

it("random programs are recorded as an independent witness saw them: each run once, in its place, whole", async () => {
  const waits = shortenWaits();
  const seed = Math.trunc(Math.random() * 2 ** 31);
  let newest: Plan | undefined;
  // A program that never ends is not what fast-check tells of.
  onTestFailed(() => {
    process.stderr.write(`The seed was ${seed}, and the program that ran last was ${JSON.stringify(newest)}.\n`);
  });

  await fc.assert(
    fc.asyncProperty(PLAN, async (plan) => {
      newest = plan;
      const world = await traceWorld();
      const witness = new Witness();
      await new ProgramBuilder()
        .build(plan)
        .invoke("go", { callbacks: [witness, world.handler] })
        .catch(() => undefined);
      await untilNothingGoesOn(world, witness, waits);
      // What LangChain reports no end of ends here.
      await world.handler.close();
      const recorded = await world.arrived();

      expect(compareWithWitness(witness, recorded)).toEqual([]);
      expect(tokensOf(recorded.spans)).toBe(callsOf(witness) * TOKENS_OF_A_CALL);
    }),
    { seed, numRuns: RANDOM_PROGRAM_COUNT },
  );
});

/**
 * A program that has ended may go on: LangChain stops neither what runs beside a step that failed nor its next tries.
 * That each run has ended is not to be waited for. A stream of parallel steps in which one fails is not read any
 * further, so that the other steps are never done, and LangChain reports no end of them, whoever listens.
 */
async function untilNothingGoesOn(world: TracedWorld, witness: Witness, waits: ShortWaits): Promise<void> {
  let told: number;
  do {
    told = witness.told;
    await waits.untilOver();
    await world.arrived();
  } while (witness.told > told);
}

function tokensOf(spans: readonly SpanRecord[]): number {
  return spans.reduce((sum, { usage }) => sum + (usage?.["total_tokens"] ?? 0), 0);
}

function callsOf({ runs }: Witness): number {
  return [...runs.values()].filter(({ name }) => /^model-.*-call$/.test(name ?? "")).length;
}
