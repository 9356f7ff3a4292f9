/**
 * A program of the soak: real runs of LangChain under a handler, and an end that the plan names, in the middle of what
 * it does then. Its diary tells which runs had ended, and how many spans each has.
 */
import { appendFileSync } from "node:fs";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { OpikCallbackHandler } from "../../../src/index.js";
import { dice, wholeBelow } from "../../support/traces/dice.js";
import { REFUSED, SENDER_HEADER } from "./soak-names.js";

const { SOAK_NAME = "", SOAK_SEED = "1", SOAK_RUNS = "1", SOAK_END = "natural", SOAK_DIARY = "" } = process.env;
const { SOAK_DROPPED = "" } = process.env;
const AT_ONCE = 3;
const SPANS_OF_A_RUN = 3;
/** One in so many traces has a name that the server refuses. */
const REFUSED_EVERY = 300;

const random = dice(Number(SOAK_SEED));
const runs = Number(SOAK_RUNS);
const endsAt = SOAK_END === "natural" ? runs : wholeBelow(random, runs);
const handler = new OpikCallbackHandler({ projectName: "soak", headers: { [SENDER_HEADER]: SOAK_NAME } });
const chain = ChatPromptTemplate.fromTemplate("Tell me about {topic}")
  .pipe(new FakeListChatModel({ responses: ["An owl is a bird. ".repeat(20)] }))
  .pipe(new StringOutputParser());

process.on("exit", () => {
  // One line for each program that gave something up.
  const { dropped } = handler.health();
  if (Object.keys(dropped).length > 0) appendFileSync(SOAK_DROPPED, `${JSON.stringify(dropped)}\n`);
});

let next = 0;
async function live(): Promise<void> {
  while (next < runs) {
    const number = next;
    next += 1;
    const name = `${SOAK_NAME}-${number}${wholeBelow(random, REFUSED_EVERY) === 0 ? REFUSED : ""}`;
    const running = chain
      .withConfig({ runName: name })
      .invoke({ topic: "owls ".repeat(1 + wholeBelow(random, 200)) }, { callbacks: [handler] });
    if (number === endsAt) await end();
    await running;
    // One write a line: lines of several programs do not mix.
    appendFileSync(SOAK_DIARY, `${name} ${SPANS_OF_A_RUN}\n`);
    await wait(wholeBelow(random, 30));
  }
}

async function end(): Promise<void> {
  for (let turns = wholeBelow(random, 4); turns > 0; turns -= 1) await turn();
  if (SOAK_END === "exit") process.exit(3);
  if (SOAK_END === "throw") setImmediate(throwUncaught);
  else process.kill(process.pid, SOAK_END);
}

function throwUncaught(): never {
  throw new Error("the end that the plan names");
}

await Promise.all(Array.from({ length: AT_ONCE }, live));
