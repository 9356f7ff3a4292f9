import { fewFields, fewItems } from "../../records/json/few-members.js";
import { tryOr } from "../../records/json/guarded-read.js";
import { asName, isJsonObject, type JsonObject } from "../../records/json/json-object.js";
import { mayVisit, spendVisits } from "../../records/json/write-work.js";

const MAX_COMMANDS = 1_000;

/** LangGraph's `Command`, or its form as JSON. May throw if the value throws when read. */
function isCommand(value: unknown): value is JsonObject {
  return isJsonObject(value) && value.lg_name === "Command";
}

/**
 * The output of a run, with a command replaced by its update: that is what the graph applies. A node may return several
 * commands: their updates are joined. Undefined if there is no command.
 */
export function commandUpdate(output: unknown): unknown {
  if (isCommand(output)) return shownCommand(output);
  const given = commandsOf(output);
  return given === undefined ? undefined : joinUpdates(given.map(updateOf));
}

/** The input of a graph that is a command: its update, and the answer that the graph waits for. */
export function commandInput(input: unknown): unknown {
  return isCommand(input) ? shownCommand(input) : undefined;
}

/**
 * Records that it was a command, and where it goes; never what it carries, which is an input or an output. Undefined if
 * it was none, or throws when read.
 */
export function commandNote(value: unknown): JsonObject | undefined {
  return tryOr(() => {
    const commands = isCommand(value) ? [value] : (commandsOf(value)?.filter(isCommand) ?? []);
    if (commands.length === 0) return undefined;
    const targets = commands.flatMap(({ goto }) => (Array.isArray(goto) ? fewItems(goto, MAX_COMMANDS) : [goto]));
    const goto = targets.map(targetName).filter((name) => name !== undefined);
    return {
      command: {
        ...(goto.length > 0 && { goto }),
        graph: commands.map(({ graph }) => asName(graph)).find((name) => name !== undefined),
        ...(commands.some(({ resume }) => resume !== undefined) && { resume: true }),
      },
    };
  }, undefined);
}

// A `Send` names its node.
function targetName(target: unknown): string | undefined {
  return asName(isJsonObject(target) ? target.node : target);
}

// LangChain puts a list under `output`.
function commandsOf(value: unknown): readonly unknown[] | undefined {
  const list = isJsonObject(value) ? value.output : value;
  return Array.isArray(list) && list.length <= MAX_COMMANDS && list.some(isCommand) ? list : undefined;
}

function updateOf(value: unknown): unknown {
  return isCommand(value) ? shownCommand(value) : value;
}

function shownCommand({ update, resume }: JsonObject): JsonObject {
  return {
    ...(updateFields(update) ?? (update !== undefined && update !== null && { update })),
    ...(resume !== undefined && { __resume__: resume }),
  };
}

// As an object, or as pairs of a key and its value.
function updateFields(update: unknown): JsonObject | undefined {
  if (isJsonObject(update)) return fewFields(update);
  if (!Array.isArray(update) || update.length === 0 || !update.every(isPair)) return undefined;
  return Object.fromEntries(fewItems(update).filter(isPair));
}

function isPair(value: unknown): value is [string, unknown] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === "string";
}

// Values that several give under one key become a list, as messages are; of others the last one counts.
function joinUpdates(updates: readonly unknown[]): unknown {
  if (!updates.every(isJsonObject)) return updates;
  const given = new Map<string, unknown[]>();
  for (const update of updates) {
    if (!mayVisit()) {
      given.set("…", ["[left out: too large]"]);
      break;
    }
    const entries = Object.entries(fewFields(update));
    spendVisits(entries.length * ENTRY_VISITS);
    for (const [key, value] of entries) {
      const values = given.get(key);
      if (values === undefined) given.set(key, [value]);
      else values.push(value);
    }
  }
  return Object.fromEntries([...given].map(([key, values]) => [key, joinValues(values)]));
}

/** What it costs to take a value over from an update. */
const ENTRY_VISITS = 2;

function joinValues(values: readonly unknown[]): unknown {
  const lists = values.slice(values.findLastIndex((value) => !Array.isArray(value)) + 1);
  return lists.length < 2 ? values.at(-1) : lists.flatMap((list) => (Array.isArray(list) ? fewItems(list) : []));
}
