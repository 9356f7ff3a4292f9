/** How it is known that a run is one of the attempts of a call. */
export type AttemptRule = "withFallbacks" | "withRetry" | "task" | "toolCall" | "model" | "code";

/**
 * One of the attempts of a call. It has several runs where the thing that is tried has no run of its own and calls
 * several others, and none where a candidate was passed over.
 */
export interface AttemptMember<Tried> {
  readonly number: number;
  /** The name of what was tried. */
  readonly candidate: string;
  readonly runs: Tried[];
}

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
export function addMember<Tried>({ members }: AttemptGroup<Tried>, member: AttemptMember<Tried>): void {
  members.splice(members.findLastIndex((one) => one.number < member.number) + 1, 0, member);
  forgetMiddle(members);
}

/** One more run of an attempt that has none of its own. */
export function addRun<Tried>({ runs }: AttemptMember<Tried>, run: Tried): void {
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

/** Whether nothing was tried after it. */
export function isLast({ group, number }: AttemptRef<unknown>): boolean {
  return number === lastNumber(group);
}
