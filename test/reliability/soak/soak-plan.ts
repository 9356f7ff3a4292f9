import { answer, type ScriptedAnswer } from "../../support/models/scripted-answer.js";
import { type Dice, dice, oneOf, wholeBelow } from "../../support/traces/dice.js";

/** How a program of the soak ends. */
const ENDS = ["natural", "exit", "throw", "SIGTERM", "SIGINT", "SIGKILL"] as const;
export type End = (typeof ENDS)[number];

/** One program: how much it does, how it ends, and with which settings. */
export interface MemberPlan {
  readonly name: string;
  readonly seed: number;
  readonly runs: number;
  readonly end: End;
  /** Not even SIGKILL may lose what had ended then; without it, only SIGKILL may. */
  readonly durable: boolean;
  readonly maxWaitMs: number;
}

/** Programs that live at the same time, and what the server does meanwhile. */
export interface Round {
  readonly members: readonly MemberPlan[];
  /** Whether nobody listens at the server's address. */
  readonly isDown: boolean;
  readonly answers: readonly ScriptedAnswer[];
}

const MEMBERS = 4;
const DOWN_SHARE = 0.1;
const STREAKS = 30;
const LONGEST_STREAK = 8;
/** By what the request holds. */
const USUAL: ScriptedAnswer = { kind: "slow_read", until: Promise.resolve() };

export interface SoakScale {
  readonly seed: number;
  /** The most that one program makes. */
  readonly maxRuns: number;
}

/** What happens in a round. The same scale and number always give the same. */
export function planRound({ seed, maxRuns }: SoakScale, number: number): Round {
  const random = dice(seed * 100_003 + number);
  const members = Array.from({ length: MEMBERS }, (_, index) => planMember(random, `r${number}m${index}`, maxRuns));
  const failing = oneOf(random, [0, 0.2, 0.5, 0.9]);
  const answers = Array.from({ length: STREAKS }, () => streak(random, failing));
  return { members, answers: answers.flat(), isDown: random() < DOWN_SHARE };
}

function planMember(random: Dice, name: string, maxRuns: number): MemberPlan {
  const end = oneOf(random, ENDS);
  return {
    name,
    seed: wholeBelow(random, 1_000_000),
    runs: 1 + wholeBelow(random, maxRuns),
    end,
    durable: end === "SIGKILL" || random() < 0.3,
    maxWaitMs: oneOf(random, [1, 50, 500, 5_000]),
  };
}

/** What fails, fails more than once. */
function streak(random: Dice, failing: number): readonly ScriptedAnswer[] {
  const scripted = random() < failing ? fault(random) : USUAL;
  return Array.from({ length: 1 + wholeBelow(random, LONGEST_STREAK) }, () => scripted);
}

function fault(random: Dice): ScriptedAnswer {
  return oneOf<() => ScriptedAnswer>(random, [
    () => answer(oneOf(random, [500, 502, 503, 408, 425])),
    () => answer(429, { "RateLimit-Reset": String(1 + wholeBelow(random, 20)) }),
    () => answer(oneOf(random, [400, 413, 422])),
    () => answer(oneOf(random, [401, 402, 404])),
    () => ({ kind: "reset_before_body" }),
    () => ({ kind: "reset_mid_body" }),
    () => ({ kind: "reset_after_body" }),
    () => ({ kind: "broken_answer" }),
    () => ({ kind: "half_open" }),
    () => ({ kind: "never" }),
  ])();
}
