import { nowMicros } from "../../records/clock.js";
import { uuidV7 } from "../../records/uuid-v7.js";
import type { AnsweringModel } from "../trace/trace-totals.js";
import type { TraceTree } from "../trace/trace-tree.js";
import { type Attribution, NO_ATTRIBUTION } from "./attribution.js";
import type { DuplicateCallbackFilter } from "./duplicate-callback-filter.js";
import type { FilledPrompts } from "./filled-prompts.js";
import { PartialAnswer } from "./partial-answer.js";
import { joinAdditions, type RunAddition } from "./run-addition.js";
import type { RunEnd, RunEvent, RunStart } from "./run-event.js";

/** What is known of a run that has ended, for children that start later. */
export interface Anchor {
  readonly tree: TraceTree;
  /** The span on which children hang; undefined: on the trace itself. */
  readonly spanId: string | undefined;
}

/** Where a run stands in its tree. A late run's parent has been forgotten; only its position is known. */
export type RunPosition =
  /** `parentSpanId`: the span of a parent trace on which it hangs. */
  | { readonly kind: "root"; readonly parentSpanId?: string | undefined }
  | { readonly kind: "child"; readonly parent: Run }
  | { readonly kind: "late"; readonly anchor: Anchor };

/**
 * `reported`: LangChain reported the end. `synthetic`: it reported none, so we made one; a real end replaces it.
 */
export type RunPhase =
  | { readonly phase: "open" }
  | {
      readonly phase: "ended";
      readonly by: "reported" | "synthetic";
      readonly end: RunEnd;
      readonly endMicros: number;
    };

/** By what a try is known to belong to the tries of one call. */
export type AttemptRule = "withFallbacks" | "withRetry" | "task" | "toolCall" | "model" | "code";

/**
 * One of the tries of a call. It has several runs where what is tried has no run of its own and calls several others.
 * A candidate that was passed over has none, yet it is one of the tries.
 */
export type AttemptMember =
  | { readonly kind: "asked"; readonly number: number; readonly runs: [Run, ...Run[]] }
  | { readonly kind: "skipped"; readonly number: number; readonly candidate: string };

/** The tries of one call, by their numbers. One that was never told of, for it has no runs, is missing. */
export interface AttemptGroup {
  readonly rule: AttemptRule;
  readonly members: AttemptMember[];
}

export interface AttemptRef {
  readonly group: AttemptGroup;
  /** 1 = the first try. */
  readonly number: number;
}

export interface RunEventAt extends RunEvent {
  readonly atMicros: number;
}

const MAX_EVENTS = 100;
const NONE_FILLED: readonly FilledPrompts[] = [];

/** One LangChain run, from its start until its record is written. */
export class Run implements Anchor {
  readonly start: RunStart;
  readonly tree: TraceTree;
  readonly position: RunPosition;
  readonly startMicros: number;
  /** The span on which its span hangs. Kept from its start on, because Opik takes a span with another one for new. */
  readonly parentSpanId: string | undefined;
  /** Whom it works for, and who does the work; given when it starts. */
  attribution: Attribution = NO_ATTRIBUTION;
  /** Where it stands among the tries of one call. A first try learns it only when a second one starts. */
  attempt: AttemptRef | undefined;
  state: RunPhase = { phase: "open" };
  /** What of it was sent ahead of its final record. */
  preview: "none" | "open" | "ended" = "none";
  lastEventMicros: number;
  firstTokenMicros: number | undefined;
  openChildren = 0;
  /** It was told to stop, or a run below it was: if it fails, that may be why. */
  stopped = false;
  /** Children that have ended and wait for this run's end: only then is it known what they were. */
  readonly held: Run[] = [];
  /** Children that failed of themselves, in the order of their end: what may be tried again. */
  readonly failedChildren: Run[] = [];
  /** Its children, where this run is itself a wrapper such as `withFallbacks`. */
  wrapperGroup: AttemptGroup | undefined;
  /** The model that last answered at or below this run, and the one that was last asked. */
  answeredBy: AnsweringModel | undefined;
  askedModel: string | undefined;
  /** What the last of its steps gave, as the host has it. */
  lastStepOutput: unknown;
  readonly events: RunEventAt[] = [];
  eventsLeftOut = 0;
  partial: PartialAnswer | undefined;
  /** The prompts of Opik that it fills in, that were filled in right below it, and that a model's run is asked with. */
  fills: FilledPrompts | undefined;
  filledPrompts: readonly FilledPrompts[] = NONE_FILLED;
  usedPrompts: readonly unknown[] = [];
  /** What the host's code said of it. */
  addition: RunAddition | undefined;
  /** The requests that the model's own client made, where there was more than one and something told of them. */
  httpAttempts: readonly unknown[] = [];
  /** Only where the handler is among the run's callbacks more than once. */
  duplicates: DuplicateCallbackFilter | undefined;
  #ownSpanId: string | undefined;
  #updatedMicros = 0;

  constructor(
    start: RunStart,
    tree: TraceTree,
    position: RunPosition,
    startMicros: number,
    ownSpanId: string | undefined,
  ) {
    this.start = start;
    this.tree = tree;
    this.position = position;
    this.startMicros = startMicros;
    this.lastEventMicros = startMicros;
    this.parentSpanId = parentSpanIdAt(position);
    this.#ownSpanId = ownSpanId;
    this.askedModel = start.model;
  }

  get parent(): Run | undefined {
    return this.position.kind === "child" ? this.position.parent : undefined;
  }

  /** The id of its span; undefined when it is not shown as one (hidden, or the chain at the root of a trace). */
  get ownSpanId(): string | undefined {
    return this.#ownSpanId;
  }

  get spanId(): string | undefined {
    return this.#ownSpanId ?? this.parentSpanId;
  }

  /** The same, where there has to be one: another service can hang its spans on nothing else. */
  ensureSpanId(): string {
    const known = this.spanId ?? this.parent?.ensureSpanId();
    if (known !== undefined) return known;
    this.#ownSpanId = uuidV7(this.startMicros);
    return this.#ownSpanId;
  }

  add(addition: RunAddition): void {
    this.addition = joinAdditions(this.addition, addition);
  }

  addEvent(event: RunEvent, atMicros: number): void {
    if (this.events.length < MAX_EVENTS) this.events.push({ ...event, atMicros });
    else this.eventsLeftOut += 1;
  }

  /** The time of one more write of its record: later than the one before, even if the machine's time was set back. */
  nextUpdateMicros(): number {
    this.#updatedMicros = Math.max(nowMicros(), this.#updatedMicros + 1);
    return this.#updatedMicros;
  }

  partialAnswer(maxLength: number): PartialAnswer {
    this.partial ??= new PartialAnswer(maxLength);
    return this.partial;
  }
}

function parentSpanIdAt(position: RunPosition): string | undefined {
  switch (position.kind) {
    case "root":
      return position.parentSpanId;
    case "child":
      return position.parent.spanId;
    case "late":
      return position.anchor.spanId;
  }
}
