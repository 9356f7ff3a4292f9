import type { Criteria } from "../../../store/index.js";
import { UsageError } from "../../usage-error.js";
import { type TimeFlags, windowOf } from "./time-flags.js";

/** The flags that select traces on the command line. */
export interface FilterFlags extends TimeFlags {
  readonly name?: string;
  readonly project?: string;
  readonly kind?: string;
  readonly agent?: string;
  readonly model?: string;
  readonly status?: string;
  readonly thread?: string;
  readonly tag?: string;
  readonly text?: string;
}

const NAMES = ["name", "project", "agent", "model", "thread", "tag", "text"] as const;
const KINDS = ["chain", "llm", "tool", "retrieval", "guardrail"] as const;
const STATUSES = ["open", "ok", "error", "abandoned"] as const;

/** @throws UsageError that names the flag and its allowed values */
export function filterOf(flags: FilterFlags): Criteria {
  const window = windowOf(flags, Date.now());
  const named = NAMES.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]] as const]));
  return {
    ...Object.fromEntries(named),
    ...(window !== undefined && { window }),
    ...(flags.kind !== undefined && { kind: oneOf("--kind", flags.kind, KINDS) }),
    ...(flags.status !== undefined && { status: oneOf("--status", flags.status, STATUSES) }),
  };
}

/** @throws UsageError that names the flag and its allowed values */
export function oneOf<Choice extends string>(flag: string, given: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((one) => one === given);
  if (choice === undefined)
    throw new UsageError(`${flag} is ${JSON.stringify(given)}, but must be one of ${choices.join(", ")}.`);
  return choice;
}

/** @throws UsageError that names the flag */
export function countOf(flag: string, given: string): number {
  const count = Number(given);
  if (/^\d+$/.test(given) && count > 0) return count;
  throw new UsageError(`${flag} is ${JSON.stringify(given)}, but must be a whole number above 0.`);
}
