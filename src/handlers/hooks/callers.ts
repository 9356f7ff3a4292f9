import { isObject } from "../../records/json/json-object.js";
import { sharedNotes } from "../../runtime/shared-state.js";

/** Lists of tags, keyed by that of a call below or by its callback manager. */
const callers = sharedNotes<object>(Symbol.for("langchain-opik.callers"));
/** Callback managers of runs. */
const withGivenIds = sharedNotes<true>(Symbol.for("langchain-opik.given-run-ids"));

/**
 * Notes a run whose id the program gave: no other shares its id with another call, and noting the callers of all runs
 * would cost every program.
 *
 * @param started a promise of the run's callback manager
 */
export function noteGivenId(started: unknown): void {
  if (!(started instanceof Promise)) return;
  const note = (run: unknown) => {
    if (isObject(run)) withGivenIds().set(run, true);
  };
  // A failure reaches whoever awaits it.
  void started.then(note, () => undefined);
}

/**
 * LangChain has one list of tags for each call, and passes it to all callbacks of the call's run. Of the call above it
 * passes only the run id, which a program may give to several calls: what connects one call with the next is the
 * callback manager that a run makes for those below it.
 *
 * @param child the callback manager of what a run calls
 * @param run the callback manager of that run
 */
export function noteCaller(child: unknown, run: unknown): void {
  if (!isObject(run) || !withGivenIds().has(run)) return;
  if (isObject(child) && isObject(run.tags)) callers().set(child, run.tags);
}

/** @param given the callbacks that a call was given, such as the manager that a run made; `manager`: the result */
export function passCallerOn(given: unknown, manager: unknown): void {
  const caller = callerOf(given);
  if (caller !== undefined && isObject(manager) && isObject(manager.tags)) callers().set(manager.tags, caller);
}

/** The list of tags of the run above. @param call the list of tags of a run, or the callback manager of what is below it */
export function callerOf(call: unknown): object | undefined {
  return isObject(call) ? callers().get(call) : undefined;
}
