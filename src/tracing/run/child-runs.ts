import type { JsonText } from "../../records/json/json-writer.js";
import type { AttemptGroup } from "../attempts/attempt-group.js";
import type { FilledPrompts } from "./filled-prompts.js";
import type { AttemptWrapper, RunError } from "./run-event.js";

// Memory stays bounded where a long run fails again and again, and more children than this do not wait for their
// parent.
const MAX_FAILED = 200;
const MAX_HELD = 1_000;
const NONE_FILLED: readonly FilledPrompts[] = [];

/** The result of a step of a sequence, or of a try: its output as the host has it, or its failure. */
export type StepOutcome =
  | { readonly kind: "gave"; readonly output: unknown }
  | { readonly kind: "failed"; readonly error: RunError };

/** The bytes of a stream as LangChain concatenates them, and their text. */
interface SummedBytes {
  readonly sum: unknown;
  readonly text: string;
}

/** What a run keeps of the runs right below it. A run without children has none of this. */
export class ChildRuns<Child> {
  #open = 0;
  #held: Child[] = [];
  readonly #failed: Child[] = [];
  #attempts: AttemptGroup<Child> | undefined;
  #lastStep: StepOutcome | undefined;
  #lastOutput: JsonText | undefined;
  #summedBytes: SummedBytes | undefined;
  #filledPrompts = NONE_FILLED;

  get open(): number {
    return this.#open;
  }

  /** Children that have ended and wait for this run's end: only then is it known what they were. */
  get held(): readonly Child[] {
    return this.#held;
  }

  /** Children that failed on their own, in the order of their end: they may be tried again. */
  get failed(): readonly Child[] {
    return this.#failed;
  }

  /** The children as attempts, where this run is itself a wrapper such as `withFallbacks`. */
  get attempts(): AttemptGroup<Child> | undefined {
    return this.#attempts;
  }

  /** The result of the last step. */
  get lastStep(): StepOutcome | undefined {
    return this.#lastStep;
  }

  /** The output of the child that ended last, as it is written. */
  get lastOutput(): JsonText | undefined {
    return this.#lastOutput;
  }

  /** The stream of bytes that ended last. */
  get summedBytes(): SummedBytes | undefined {
    return this.#summedBytes;
  }

  /** The prompts of Opik that children filled in. */
  get filledPrompts(): readonly FilledPrompts[] {
    return this.#filledPrompts;
  }

  opened(): void {
    this.#open += 1;
  }

  closed(): void {
    this.#open -= 1;
  }

  attemptsOf(rule: AttemptWrapper): AttemptGroup<Child> {
    this.#attempts ??= { rule, members: [] };
    return this.#attempts;
  }

  /** Returns false when so many are held that this one can't be. */
  hold(child: Child): boolean {
    if (this.#held.length >= MAX_HELD) return false;
    this.#held.push(child);
    return true;
  }

  release(): readonly Child[] {
    const held = this.#held;
    if (held.length > 0) this.#held = [];
    return held;
  }

  // The first explains why siblings were stopped; of the others only the newest can still be tried again.
  addFailed(child: Child): void {
    this.#failed.push(child);
    if (this.#failed.length > MAX_FAILED) this.#failed.splice(1, 1);
  }

  setLastStep(outcome: StepOutcome): void {
    this.#lastStep = outcome;
  }

  setLastOutput(output: JsonText): void {
    this.#lastOutput = output;
  }

  setSummedBytes(bytes: SummedBytes): void {
    this.#summedBytes = bytes;
  }

  setFilledPrompts(filled: readonly FilledPrompts[]): void {
    this.#filledPrompts = filled;
  }

  /** Releases what nobody needs after the run's end. The first failure still explains why siblings were stopped. */
  forget(): void {
    if (this.#failed.length > 1) this.#failed.length = 1;
    this.#lastStep = undefined;
    this.#lastOutput = undefined;
    this.#summedBytes = undefined;
    this.#filledPrompts = NONE_FILLED;
  }
}
