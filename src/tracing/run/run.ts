import { nowMicros } from "../../records/clock.js";
import type { Media } from "../../records/media/media.js";
import { uuidV7 } from "../../records/uuid-v7.js";
import type { AttemptGroup, AttemptRef } from "../attempts/attempt-group.js";
import type { AnsweringModel } from "../trace/trace-totals.js";
import type { TraceTree } from "../trace/trace-tree.js";
import type { Attribution } from "./attribution.js";
import { ChildRuns } from "./child-runs.js";
import { DuplicateCallbackFilter } from "./duplicate-callback-filter.js";
import type { FilledPrompts } from "./filled-prompts.js";
import { ModelCall } from "./model-call.js";
import { joinAdditions, type RunAddition } from "./run-addition.js";
import type { RunEnd, RunEvent, RunStart } from "./run-event.js";
import { TurnMessages } from "./turn-messages.js";

/** What is remembered of a run that has ended, for children that start later. */
export interface Anchor {
  readonly tree: TraceTree;
  /** The parent span of its children; undefined where their parent is the trace itself. */
  readonly spanId: string | undefined;
}

/** Where a run is in its tree. A late run's parent has been forgotten; only its position is known. */
export type RunPosition =
  /** `parentSpanId`: its parent span in a parent trace. */
  | { readonly kind: "root"; readonly parentSpanId?: string | undefined }
  | { readonly kind: "child"; readonly parent: Run }
  | { readonly kind: "late"; readonly anchor: Anchor };

/** `reported`: by LangChain. `synthetic`: LangChain reported none, so we made one; a reported end replaces it. */
export type EndedBy = "reported" | "synthetic";

export type RunPhase =
  | { readonly phase: "open" }
  | { readonly phase: "ended"; readonly by: EndedBy; readonly end: RunEnd; readonly endMicros: number };

export interface RunEventAt extends RunEvent {
  readonly atMicros: number;
}

export interface RunParts {
  readonly start: RunStart;
  readonly tree: TraceTree;
  readonly position: RunPosition;
  readonly startMicros: number;
  /** Undefined: it is not shown as a span (hidden, or the chain at the root of a trace). */
  readonly ownSpanId: string | undefined;
  readonly attribution: Attribution;
}

const MAX_EVENTS = 100;
const OPEN: RunPhase = { phase: "open" };

/** One LangChain run, from its start until its record is written. Only the run itself changes its state. */
export class Run implements Anchor {
  readonly start: RunStart;
  readonly tree: TraceTree;
  readonly position: RunPosition;
  readonly startMicros: number;
  /** The parent of its span. It never changes: Opik treats a span with another parent as a new one. */
  readonly parentSpanId: string | undefined;
  /** Whom it works for, and who does the work. */
  readonly attribution: Attribution;
  /** Of a model's run. */
  readonly model: ModelCall | undefined;
  #ownSpanId: string | undefined;
  #state = OPEN;
  #preview: "none" | RunPhase["phase"] = "none";
  #lastEventMicros: number;
  #updatedMicros = 0;
  #isStopped = false;
  #children: ChildRuns<Run> | undefined;
  #attempt: AttemptRef<Run> | undefined;
  #answeredBy: AnsweringModel | undefined;
  #askedModel: string | undefined;
  #events: RunEventAt[] | undefined;
  #eventsLeftOut = 0;
  #fills: FilledPrompts | undefined;
  #turnMessages: TurnMessages | undefined;
  #addition: RunAddition | undefined;
  #duplicates: DuplicateCallbackFilter | undefined;

  constructor({ start, tree, position, startMicros, ownSpanId, attribution }: RunParts) {
    this.start = start;
    this.tree = tree;
    this.position = position;
    this.startMicros = startMicros;
    this.attribution = attribution;
    this.parentSpanId = parentSpanIdAt(position);
    this.model = start.kind === "model" ? new ModelCall() : undefined;
    this.#ownSpanId = ownSpanId;
    this.#lastEventMicros = startMicros;
    this.#askedModel = start.model;
  }

  get parent(): Run | undefined {
    return this.position.kind === "child" ? this.position.parent : undefined;
  }

  /** The id of its span; undefined when it is not shown as one. */
  get ownSpanId(): string | undefined {
    return this.#ownSpanId;
  }

  get spanId(): string | undefined {
    return this.#ownSpanId ?? this.parentSpanId;
  }

  /** The same, where there has to be one: another service needs it as the parent of its spans. */
  ensureSpanId(): string {
    const known = this.spanId ?? this.parent?.ensureSpanId();
    if (known !== undefined) return known;
    this.#ownSpanId = uuidV7(this.startMicros);
    return this.#ownSpanId;
  }

  get state(): RunPhase {
    return this.#state;
  }

  end(end: RunEnd, endMicros: number, by: EndedBy): void {
    this.#state = { phase: "ended", by, end, endMicros };
  }

  /** When it ended for good, in microseconds; undefined while it is open, or silent and may go on. */
  get finalEndMicros(): number | undefined {
    if (this.#state.phase === "open") return undefined;
    const { end, endMicros } = this.#state;
    return end.status === "abandoned" && end.why === "idle" && end.mayGoOn ? undefined : endMicros;
  }

  /** Takes a synthetic end back. */
  reopen(): void {
    this.#state = OPEN;
    this.#preview = "none";
  }

  /** What was sent of it ahead of its final record. */
  get preview(): "none" | RunPhase["phase"] {
    return this.#preview;
  }

  previewed(): void {
    this.#preview = this.#state.phase;
  }

  get lastEventMicros(): number {
    return this.#lastEventMicros;
  }

  /** LangChain reported something about it, such as a streamed token. */
  touch(atMicros: number): void {
    this.#lastEventMicros = atMicros;
  }

  childEnded(endMicros: number): void {
    this.#children?.closed();
    this.#lastEventMicros = Math.max(this.#lastEventMicros, endMicros);
  }

  /** It was asked to stop, or a run below it was: if it fails, that may be why. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Undefined where it has had no children yet. */
  get children(): ChildRuns<Run> | undefined {
    return this.#children;
  }

  ensureChildren(): ChildRuns<Run> {
    this.#children ??= new ChildRuns();
    return this.#children;
  }

  get openChildren(): number {
    return this.#children?.open ?? 0;
  }

  /** Its attempts, where it is a wrapper such as `withFallbacks`. */
  wrapperAttempts(): AttemptGroup<Run> | undefined {
    const { wrapper } = this.start;
    return wrapper === undefined ? undefined : this.ensureChildren().attemptsOf(wrapper);
  }

  /** Which attempt of a call it is. A first attempt learns it only when a second one starts. */
  get attempt(): AttemptRef<Run> | undefined {
    return this.#attempt;
  }

  joinAttempts(group: AttemptGroup<Run>, number: number): void {
    this.#attempt = { group, number };
  }

  /** The model that last answered at or below this run. */
  get answeredBy(): AnsweringModel | undefined {
    return this.#answeredBy;
  }

  /** The model that was last asked at or below this run. */
  get askedModel(): string | undefined {
    return this.#askedModel;
  }

  noteAsked(model: string): void {
    this.#askedModel = model;
    for (let one = this.parent; one !== undefined; one = one.parent) one.#askedModel = model;
  }

  noteAnswer(model: AnsweringModel): void {
    this.#answeredBy = model;
    for (let one = this.parent; one !== undefined; one = one.parent) one.#answeredBy = model;
  }

  get events(): readonly RunEventAt[] | undefined {
    return this.#events;
  }

  get eventsLeftOut(): number {
    return this.#eventsLeftOut;
  }

  addEvent(event: RunEvent, atMicros: number): void {
    this.#events ??= [];
    if (this.#events.length < MAX_EVENTS) this.#events.push({ ...event, atMicros });
    else this.#eventsLeftOut += 1;
  }

  /** The prompts of Opik that it fills in. */
  get fills(): FilledPrompts | undefined {
    return this.#fills;
  }

  fillIn(prompts: FilledPrompts): void {
    this.#fills = prompts;
  }

  /** The messages that it found, where it is the root. */
  get turnMessages(): TurnMessages | undefined {
    return this.#turnMessages;
  }

  ensureTurnMessages(): TurnMessages {
    this.#turnMessages ??= new TurnMessages();
    return this.#turnMessages;
  }

  /** What the host's code added to it. */
  get addition(): RunAddition | undefined {
    return this.#addition;
  }

  add(addition: RunAddition): void {
    this.#addition = joinAdditions(this.#addition, addition);
  }

  /** The media in its input or output. */
  addMedia(media: readonly Media[]): void {
    this.tree.addMedia(media, this.#lastEventMicros);
  }

  /** The handler is among its callbacks once more. */
  addCopy(): void {
    this.#duplicates ??= new DuplicateCallbackFilter();
    this.#duplicates.addCopy();
  }

  isDuplicate(name: string, value: unknown): boolean {
    return this.#duplicates?.isDuplicate(name, value) ?? false;
  }

  /** The time of one more write of its record: later than the one before, even if the machine's time was set back. */
  nextUpdateMicros(): number {
    this.#updatedMicros = Math.max(nowMicros(), this.#updatedMicros + 1);
    return this.#updatedMicros;
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
