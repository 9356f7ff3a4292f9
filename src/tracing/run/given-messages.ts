import { isObject } from "../../records/json/json-object.js";
import type { JsonText } from "../../records/json/json-writer.js";
import type { Run } from "./run.js";
import { MAX_MESSAGES, type TurnMessages } from "./turn-messages.js";

/** Notes, at the start of a run, which messages of the conversation it is given. */
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

// A model may be given more, such as a system message, and then its messages include all of these.
function tellsInput({ start, parent }: Run, { fromRoot }: TurnMessages): boolean {
  if (start.asked !== undefined) return start.asked.length >= fromRoot;
  return parent?.position.kind === "root" && start.hidden !== true && start.input === parent.start.input;
}

/**
 * Whether a trace shows its root's input as a turn of a chat. A turn may say less than the messages do: then the spans
 * have to say the rest. A text is a turn where a model was asked and `output` is a text or a message, too.
 */
export function isInputTurn({ position, tree, start, turnMessages }: Run, output: JsonText | undefined): boolean {
  if (position.kind !== "root" || start.kind !== "chain") return true;
  if (turnMessages === undefined || turnMessages.fromRoot === 0) {
    return tree.totals.modelCalls > 0 && isChatOutput(output);
  }
  return tree.runsGraph || turnMessages.isTold;
}

function isChatOutput(output: JsonText | undefined): boolean {
  return output === undefined || /^\{"(output":"|messages":\[\{)/.test(output);
}

/** Whether they also say everything that it returned. */
export function isOutputTold({ position, tree, children }: Run, output: JsonText): boolean {
  if (position.kind !== "root" || tree.runsGraph || tree.totals.modelCalls > 0) return true;
  return children?.lastOutput === output;
}

/** Undefined while it is unknown. */
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
