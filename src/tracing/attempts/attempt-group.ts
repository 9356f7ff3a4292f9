/** How it is known that a run is one of the attempts of a call. */
export type AttemptRule = "withFallbacks" | "withRetry" | "task" | "toolCall" | "model" | "code";

/**
 * One of the attempts of a call. It has several runs where the thing that is tried has no run of its own and calls
 * several others. A candidate that was passed over has no run, yet is one of the attempts.
 */
export type AttemptMember<Tried> =
  | { readonly kind: "asked"; readonly number: number; readonly runs: [Tried, ...Tried[]] }
  | { readonly kind: "skipped"; readonly number: number; readonly candidate: string };

/** The attempts of one call, by their numbers. One that was never reported, because it has no runs, is missing. */
export interface AttemptGroup<Tried> {
  readonly rule: AttemptRule;
  readonly members: AttemptMember<Tried>[];
}

/** One attempt of a group. */
export interface AttemptRef<Tried> {
  readonly group: AttemptGroup<Tried>;
  /** 1 = the first attempt. */
  readonly number: number;
}

// Endless attempts do not stay in memory: the first ones are explained when their parent ends, and the newest explain
// the next one.
const FIRST_KEPT = 1_000;
const NEWEST_KEPT = 10;

// A candidate that was given up for its time limit may go on, and make calls after later ones have been asked.
export function addMember<Tried>(group: AttemptGroup<Tried>, member: AttemptMember<Tried>): void {
  const isLate = member.number < lastNumber(group);
  group.members.push(member);
  if (isLate) group.members.sort((one, other) => one.number - other.number);
  forgetMiddle(group.members);
}

/** One more run of an attempt that has none of its own. */
export function addRun<Tried>({ runs }: Extract<AttemptMember<Tried>, { kind: "asked" }>, run: Tried): void {
  runs.push(run);
  forgetMiddle(runs);
}

function forgetMiddle(list: unknown[]): void {
  if (list.length > FIRST_KEPT + NEWEST_KEPT) list.splice(FIRST_KEPT, 1);
}

/** The attempt of this number, if it was reported. */
export function memberAt<Tried>({ members }: AttemptGroup<Tried>, number: number): AttemptMember<Tried> | undefined {
  return members.findLast((one) => one.number === number);
}

/** 0: nothing was tried yet. */
export function lastNumber({ members }: AttemptGroup<unknown>): number {
  return members.at(-1)?.number ?? 0;
}

export function isLastOf<Tried>({ members }: AttemptGroup<Tried>, run: Tried): boolean {
  const last = members.at(-1);
  return last?.kind === "asked" && last.runs.includes(run);
}
