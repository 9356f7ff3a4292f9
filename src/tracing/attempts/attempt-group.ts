import type { AttemptGroup, AttemptMember, Run } from "../run/run.js";

// What is tried for ever does not stay in memory: the first tries are explained when their parent ends, and the newest
// explain the next one.
const FIRST_KEPT = 1_000;
const NEWEST_KEPT = 10;

/** The tries that a wrapper makes; undefined: it is none. */
export function wrapperGroup(parent: Run): AttemptGroup | undefined {
  if (parent.start.wrapper === undefined) return undefined;
  parent.wrapperGroup ??= { rule: parent.start.wrapper, members: [] };
  return parent.wrapperGroup;
}

// A candidate that was passed over in time may go on, and call others when later ones have been asked.
export function addMember(group: AttemptGroup, member: AttemptMember): void {
  const isLate = member.number < lastNumber(group);
  group.members.push(member);
  if (isLate) group.members.sort((one, other) => one.number - other.number);
  forgetMiddle(group.members);
}

/** One more run of a try that has none of its own. */
export function addRun({ runs }: Extract<AttemptMember, { kind: "asked" }>, run: Run): void {
  runs.push(run);
  forgetMiddle(runs);
}

function forgetMiddle(list: unknown[]): void {
  if (list.length > FIRST_KEPT + NEWEST_KEPT) list.splice(FIRST_KEPT, 1);
}

/** A wrapper passed over a candidate without asking it. */
export function skipCandidate(wrapper: Run, candidate: string, number: number): void {
  const group = wrapperGroup(wrapper);
  if (group !== undefined) addMember(group, { kind: "skipped", number, candidate });
}

/** The try of this number, as far as it was told of. */
export function memberAt({ members }: AttemptGroup, number: number): AttemptMember | undefined {
  return members.findLast((one) => one.number === number);
}

/** 0: nothing was tried yet. */
export function lastNumber({ members }: AttemptGroup): number {
  return members.at(-1)?.number ?? 0;
}

/** The run whose answer is the wrapper's: the last that ended well. */
export function winnerOf({ wrapperGroup: group }: Run): Run | undefined {
  return group?.members.flatMap((one) => (one.kind === "asked" ? one.runs : [])).findLast(hasAnswered);
}

function hasAnswered({ state }: Run): boolean {
  return state.phase === "ended" && state.end.status === "ok";
}

export function isLastOf({ members }: AttemptGroup, run: Run): boolean {
  const last = members.at(-1);
  return last?.kind === "asked" && last.runs.includes(run);
}
