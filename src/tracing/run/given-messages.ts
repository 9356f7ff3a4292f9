import { isObject } from "../../records/json/json-object.js";
import type { JsonText } from "../../records/json/json-writer.js";
import type { Run } from "./run.js";
import { MAX_MESSAGES, type TurnMessages } from "./turn-messages.js";

/** Notes at its start what a run is given of the conversation. */
export function noteGivenMessages(run: Run): void {
  const { given } = run.start;
  if (run.position.kind === "root") {
    if (given !== undefined && given.length > 0) run.ensureTurnMessages().findInRoot(given);
    return;
  }
  const messages = rootOf(run)?.turnMessages;
  if (given !== undefined) rootOf(run)?.ensureTurnMessages().findInNode(given);
  if (messages !== undefined && tellsInput(run, messages)) messages.tell();
}

// A model may be asked with more, such as a system message, and then all the messages are among them.
function tellsInput({ start, parent }: Run, { fromRoot }: TurnMessages): boolean {
  if (start.asked !== undefined) return start.asked.length >= fromRoot;
  return parent?.position.kind === "root" && start.hidden !== true && start.input === parent.start.input;
}

/** Whether the spans of a trace say all that its root was given, so that the trace itself may say less. */
export function isInputTold({ position, tree, start, turnMessages }: Run): boolean {
  if (position.kind !== "root" || start.kind !== "chain" || tree.runsGraph) return true;
  return turnMessages === undefined ? tree.totals.modelCalls > 0 : turnMessages.isTold;
}

/** Whether they say all that it gave, too. */
export function isOutputTold({ position, tree, children }: Run, output: JsonText): boolean {
  if (position.kind !== "root" || tree.runsGraph || tree.totals.modelCalls > 0) return true;
  return children?.lastOutput === output;
}

/** Undefined: it is unknown by now. */
export function rootOf(run: Run): Run | undefined {
  let one = run;
  while (one.position.kind === "child") one = one.position.parent;
  return one.position.kind === "root" ? one : undefined;
}

/**
 * The messages that a value brings, as a plain list: it is one, a list of them, a graph's state, or a command that
 * updates one. LangChain puts a list under `input` or `output`. May throw where the value resists.
 */
export function messagesIn(value: unknown): readonly unknown[] | undefined {
  if (isList(value)) return value.slice(0, MAX_MESSAGES);
  if (!isObject(value)) return undefined;
  if ("_getType" in value) return [value];
  const { messages, input, output } = isObject(value.update) ? value.update : value;
  if (typeof messages === "string") return [messages];
  return [messages, input, output].find(isList)?.slice(0, MAX_MESSAGES);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
