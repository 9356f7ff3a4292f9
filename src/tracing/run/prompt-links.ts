import { fewItems } from "../../records/json/few-members.js";
import { readProperty } from "../../records/json/guarded-read.js";
import { isObject } from "../../records/json/json-object.js";
import { createJsonWriter } from "../../records/json/json-writer.js";
import { FilledPrompts } from "./filled-prompts.js";
import type { Run } from "./run.js";

/** Under this key a run's metadata, and the records of Opik, name the prompts that were used. */
const PROMPTS = "opik_prompts";

// A loop over a thousand prompts shows the first of them, and remembers the last for its models.
const MAX_PROMPTS = 50;

/** The key that identifies a prompt. */
const promptWriter = createJsonWriter({ maxFieldLength: 10_000, maxMediaLength: 10_000 });
const promptText = (prompt: unknown): string => promptWriter.write(prompt);

/** Notes, at the start of a run, which prompts it fills in, or which of them a model is asked with. */
export function linkPrompts(run: Run): void {
  const prompts = run.start.metadata[PROMPTS];
  if (Array.isArray(prompts)) noteFilled(run, fewItems(prompts, MAX_PROMPTS));
  else run.model?.usePrompts(takePrompts(run));
}

/** In the form of a record's metadata. */
export function promptMetadata(prompts: readonly unknown[]): Readonly<Record<string, unknown>> | undefined {
  return prompts.length === 0 ? undefined : { [PROMPTS]: prompts };
}

function noteFilled(run: Run, prompts: readonly unknown[]): void {
  const { tree, parent } = run;
  const used = tree.ensureDetails().prompts;
  for (const prompt of prompts) if (used.size < MAX_PROMPTS) used.set(promptText(prompt), prompt);
  if (parent === undefined) return;
  const children = parent.ensureChildren();
  const before = children.filledPrompts;
  const beginsAnew = newest(before).some(({ isTaken }) => isTaken);
  const fills = new FilledPrompts(prompts, beginsAnew);
  run.fillIn(fills);
  children.setFilledPrompts([...before.slice(1 - MAX_PROMPTS), fills]);
}

// A wrapper, such as one that retries, and a step of a sequence pass on prompts that were filled in beside them.
function takePrompts({ start, parent }: Run): readonly unknown[] {
  let around = parent;
  while (around !== undefined && filledBelow(around).length === 0 && passesOn(around)) around = around.parent;
  const filled = around === undefined ? [] : filledBelow(around);
  if (filled.length === 0) return [];
  const recognised = recognise(start.asked ?? [], filled);
  const taken = recognised.length > 0 ? recognised : newest(filled);
  for (const one of taken) one.take();
  return withoutRepeats(taken.flatMap(({ prompts }) => prompts));
}

function filledBelow({ children }: Run): readonly FilledPrompts[] {
  return children?.filledPrompts ?? [];
}

/** Those since a model was last asked. */
function newest(filled: readonly FilledPrompts[]): readonly FilledPrompts[] {
  return filled.slice(Math.max(0, filled.map(({ beginsAnew }) => beginsAnew).lastIndexOf(true)));
}

/** For each message, the prompt that was filled in last among those that gave it. */
function recognise(asked: readonly unknown[], filled: readonly FilledPrompts[]): readonly FilledPrompts[] {
  const newestFirst = filled.toReversed();
  const found = asked.map((message) => newestFirst.find(({ parts }) => parts.some((part) => isPart(message, part))));
  return filled.filter((one) => found.includes(one));
}

/** A chat model is asked with a text as the content of a message. */
function isPart(asked: unknown, part: unknown): boolean {
  return asked === part || (typeof part === "string" && isObject(asked) && readProperty(asked, "content") === part);
}

function withoutRepeats(prompts: readonly unknown[]): readonly unknown[] {
  return [...new Map(prompts.map((prompt) => [promptText(prompt), prompt])).values()];
}

function passesOn({ start }: Run): boolean {
  return start.wrapper !== undefined || start.isStep;
}
