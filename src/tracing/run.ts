import type { EchoFilter } from "./echo-filter.js";
import { PartialAnswer } from "./partial-answer.js";
import type { RunEnd, RunEvent, RunStart } from "./run-event.js";
import type { AnsweringModel } from "./trace-totals.js";
import type { TraceTree } from "./trace-tree.js";

/** What is known of a run that has ended, for children that start later. */
export interface Anchor {
  readonly tree: TraceTree;
  /** The span on which children hang; undefined: on the trace itself. */
  readonly spanId: string | undefined;
}

/** Where a run stands in its tree. A late run's parent is gone; only its place is known. */
export type RunPlace =
  | { readonly kind: "root" }
  | { readonly kind: "child"; readonly parent: Run }
  | { readonly kind: "late"; readonly anchor: Anchor };

/**
 * `given`: LangChain reported the end. `supplied`: it reported none, so we gave the run one; a real end replaces it.
 */
export type RunPhase =
  | { readonly phase: "open" }
  | { readonly phase: "ended"; readonly by: "given" | "supplied"; readonly end: RunEnd; readonly endMicros: number };

/** By what a try is known to belong to the tries of one call. */
export type AttemptRule = "withFallbacks" | "withRetry" | "task" | "toolCall" | "model" | "code";

/** One of the tries of a call. A candidate that was passed over has no run, yet it is one of them. */
export type AttemptMember =
  | { readonly kind: "asked"; readonly run: Run }
  | { readonly kind: "skipped"; readonly candidate: string };

/** The tries of one call, in the order of their start. */
export interface AttemptGroup {
  readonly rule: AttemptRule;
  readonly members: AttemptMember[];
}

export interface AttemptPlace {
  readonly group: AttemptGroup;
  /** 1 = the first try. */
  readonly number: number;
}

export interface RunEventAt extends RunEvent {
  readonly atMicros: number;
}

const MAX_EVENTS = 100;

/** One LangChain run, from its start until its record is written. */
export class Run implements Anchor {
  readonly start: RunStart;
  readonly tree: TraceTree;
  readonly place: RunPlace;
  readonly startMicros: number;
  /** The id of its span; undefined when it is not shown as one (hidden, or the chain at the root of a trace). */
  readonly ownSpanId: string | undefined;
  /** Where it stands among the tries of one call. A first try learns it only when a second one starts. */
  attempt: AttemptPlace | undefined;
  state: RunPhase = { phase: "open" };
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
  /** The requests that the model's own client made, where there was more than one and something told of them. */
  httpAttempts: readonly unknown[] = [];
  /** Only where the handler is told everything more than once. */
  echoes: EchoFilter | undefined;

  constructor(start: RunStart, tree: TraceTree, place: RunPlace, startMicros: number, ownSpanId: string | undefined) {
    this.start = start;
    this.tree = tree;
    this.place = place;
    this.startMicros = startMicros;
    this.lastEventMicros = startMicros;
    this.ownSpanId = ownSpanId;
    this.askedModel = start.model;
  }

  get parent(): Run | undefined {
    return this.place.kind === "child" ? this.place.parent : undefined;
  }

  get parentSpanId(): string | undefined {
    switch (this.place.kind) {
      case "root":
        return undefined;
      case "child":
        return this.place.parent.spanId;
      case "late":
        return this.place.anchor.spanId;
    }
  }

  get spanId(): string | undefined {
    return this.ownSpanId ?? this.parentSpanId;
  }

  addEvent(event: RunEvent, atMicros: number): void {
    if (this.events.length < MAX_EVENTS) this.events.push({ ...event, atMicros });
    else this.eventsLeftOut += 1;
  }

  partialAnswer(maxLength: number): PartialAnswer {
    this.partial ??= new PartialAnswer(maxLength);
    return this.partial;
  }
}
