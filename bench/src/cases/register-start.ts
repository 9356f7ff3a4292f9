import { nextMessage, startChild, stopChild } from "../harness/child-process.js";
import { numbersIn } from "../harness/numbers.js";

const PROGRAM = new URL("./register-start-program.js", import.meta.url);
/** A server that is not there: nothing is sent before something has run. */
const SETTINGS = { OPIK_URL_OVERRIDE: "http://127.0.0.1:9/api" };

/** How a program that loads LangChain is started. */
export const STARTS = {
  "no register": { flags: [], settings: SETTINGS },
  "`--import`, switched off": { flags: ["--import", "langchain-opik/register"], settings: {} },
  "`--import`": { flags: ["--import", "langchain-opik/register"], settings: SETTINGS },
} as const;

export interface StartCost {
  readonly cpuMicros: number;
  readonly wallMicros: number;
}

/** The least that each start takes in so many fresh processes, by turns: other work can only add to it. */
export async function leastStartCosts(processes: number): Promise<ReadonlyMap<string, StartCost>> {
  const least = new Map<string, StartCost>();
  for (let round = 0; round < processes; round += 1) {
    for (const [name, { flags, settings }] of Object.entries(STARTS)) {
      const cost = await startCost(flags, settings);
      const before = least.get(name) ?? cost;
      least.set(name, {
        cpuMicros: Math.min(before.cpuMicros, cost.cpuMicros),
        wallMicros: Math.min(before.wallMicros, cost.wallMicros),
      });
    }
  }
  return least;
}

async function startCost(flags: readonly string[], settings: Readonly<Record<string, string>>): Promise<StartCost> {
  const child = startChild(PROGRAM, [], flags, settings);
  const cost = numbersIn(await nextMessage(child), ["cpuMicros", "wallMicros"]);
  await stopChild(child);
  return cost;
}
