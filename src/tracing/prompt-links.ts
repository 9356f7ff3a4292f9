import type { Run } from "./run.js";

/** Under this key a run's metadata, and the records of Opik, name the prompts that were used. */
const PROMPTS = "opik_prompts";

// A loop over a thousand prompts shows the first of them.
const MAX_PROMPTS = 50;

/** Notes at its start which prompts a run fills in, or which of them a model's run is asked with. */
export function linkPrompts(run: Run): void {
  const filled = run.start.metadata[PROMPTS];
  if (Array.isArray(filled)) noteFilled(run, filled);
  else if (run.start.kind === "model") run.usedPrompts = takePrompts(run);
}

/** As they stand in the metadata of a record. */
export function promptMetadata(prompts: readonly unknown[]): Readonly<Record<string, unknown>> | undefined {
  return prompts.length === 0 ? undefined : { [PROMPTS]: prompts };
}

function noteFilled({ tree, parent }: Run, filled: readonly unknown[]): void {
  for (const prompt of filled) if (tree.prompts.size < MAX_PROMPTS) tree.prompts.set(JSON.stringify(prompt), prompt);
  if (parent === undefined) return;
  const before = parent.filledPrompts;
  const prompts = before === undefined || before.areTaken ? filled : [...before.prompts, ...filled];
  parent.filledPrompts = { prompts, areTaken: false };
}

// A wrapper, such as one that retries, and a step of a sequence pass on what was filled in beside them.
function takePrompts({ parent }: Run): readonly unknown[] {
  let around = parent;
  while (around !== undefined && around.filledPrompts === undefined && passesOn(around)) around = around.parent;
  if (around?.filledPrompts === undefined) return [];
  around.filledPrompts = { ...around.filledPrompts, areTaken: true };
  return around.filledPrompts.prompts;
}

function passesOn({ start }: Run): boolean {
  return start.wrapper !== undefined || start.isStep;
}
