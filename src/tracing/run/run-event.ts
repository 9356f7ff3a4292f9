import type { JsonText } from "../../records/json/json-writer.js";
import type { ErrorInfo, SpanType, Usage } from "../../records/record.js";
import type { RefusedCall } from "../trace/tool-calls.js";

/** What LangChain ran. */
export type RunKind = "chain" | "model" | "tool" | "retriever";

/** The wrappers whose direct children are tries of one call. */
export type AttemptWrapper = "withFallbacks" | "withRetry";

export interface OfferedTool {
  readonly name: string;
  readonly description: string;
}

/** Names a run. */
export interface RunKey {
  readonly runId: string;
  /**
   * The same object in everything that LangChain reports about one call: programs give one id to several calls.
   * Undefined where it is not reported.
   */
  readonly call?: unknown;
}

/**
 * The fields that every run has when it begins. They are read immediately: the host may change its objects afterwards.
 */
interface StartFields extends RunKey {
  readonly parentRunId: string | undefined;
  /** As `call`, of the run above. */
  readonly parentCall?: unknown;
  readonly type: SpanType;
  readonly name: string;
  readonly input: JsonText;
  /** The input as one readable chat turn, for the trace; only for a root run. */
  readonly turn?: JsonText | undefined;
  /** The person's own tags. LangChain's bookkeeping is in the fields below. */
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly threadId?: string | undefined;
  readonly isGraph?: boolean | undefined;
  /** The number that the wrapper around this run gave the attempt it belongs to; 1 = the first. */
  readonly tryNumber?: number | undefined;
  /** A step of a sequence. */
  readonly isStep: boolean;
  /** The branch of a parallel step: runs of different branches are never attempts of one call. */
  readonly branch?: string | undefined;
}

interface ChainFields {
  readonly kind: "chain";
  /** Not shown: its children are put below the nearest visible ancestor. */
  readonly hidden: boolean;
  readonly wrapper: AttemptWrapper | undefined;
  /** One LangGraph task: the runs of one node that share it are attempts of the same work. */
  readonly taskKey: string | undefined;
  /** An output parser: it returns its input in another form. */
  readonly parses: boolean;
  /** The messages that a root, or a node of a graph, is given, as the host has them. */
  readonly given: readonly unknown[] | undefined;
}

interface ModelFields {
  readonly kind: "model";
  readonly model: string | undefined;
  /** Whose API is called, according to the call itself. */
  readonly provider: string | undefined;
  /** Further facts: the provider to show, and the name under which Opik should look for the price. */
  readonly override: { readonly provider?: string | undefined; readonly model?: string | undefined } | undefined;
  /** The name under which Opik finds the price. */
  readonly pricedModel: string | undefined;
  /** The tools that the model was offered: their runs learn their descriptions from it. */
  readonly offeredTools: readonly OfferedTool[] | undefined;
  /** The model's input, as the host has it. */
  readonly asked: readonly unknown[];
  /** Ends this run where LangChain reports no end: a stream that was aborted. */
  readonly signal: AbortSignal | undefined;
}

interface ToolFields {
  readonly kind: "tool";
  readonly toolCallId: string | undefined;
}

interface RetrieverFields {
  readonly kind: "retriever";
}

type KindFields = ChainFields | ModelFields | ToolFields | RetrieverFields;
type FieldName = KindFields extends infer One ? (One extends unknown ? keyof One : never) : never;

/** The fields of one kind; those of the other kinds may be read, and are undefined. */
type Only<Fields> = Fields & { readonly [Name in Exclude<FieldName, keyof Fields>]?: undefined };

/** The fields that only one kind of run has. */
export type OwnFields = Only<ChainFields> | Only<ModelFields> | Only<ToolFields> | Only<RetrieverFields>;

/** A run that begins. */
export type RunStart = StartFields & OwnFields;

/** The full start of a run that began with these fields. */
export type StartOf<Own extends OwnFields> = StartFields & Own;

/** A start of any kind, as one object literal makes it. */
export type AnyStart = StartFields & { readonly [Name in FieldName]: OwnFields[Name] };

/** The fields that a model's end adds to its span. */
export interface ModelResult {
  readonly model: string | undefined;
  readonly provider: string | undefined;
  /** The name under which Opik finds the price. */
  readonly pricedModel: string | undefined;
  readonly usage: Usage | undefined;
  /** What it cost, where the provider reported it; otherwise Opik prices it. */
  readonly costUsd: number | undefined;
  /** What it should cost, where Opik may not price it correctly. */
  readonly estimate?: CostEstimate | undefined;
  readonly cacheHit: boolean;
}

/** What a call should cost according to a published list of prices. */
export interface CostEstimate {
  readonly usd: number;
  /** `unpriced`: Opik may have no price. `mispriced`: it has one, which is known to be wrong for this call. */
  readonly because: "unpriced" | "mispriced";
}

/** A failure, ready for the wire, with what attempts and siblings need of it. */
export interface RunError {
  readonly info: ErrorInfo;
  readonly status: number | undefined;
  /** What was thrown, and what else is thrown for the same failure: this identifies a failure that is thrown on. */
  readonly thrown: readonly unknown[];
  /** Its causes, and the errors of an AggregateError, as thrown: it may only wrap failures that are known. */
  readonly sumsUp: readonly unknown[];
  /** It did not fail by itself: it was asked to stop. */
  readonly aborted: boolean;
}

/** A question that a graph stopped with. It passes through all the runs around it. */
export interface Interrupt {
  /** LangGraph's id; where there is none, the text of the value. */
  readonly id: string;
  readonly value: JsonText;
}

/** The real input of a step that was started before its input was known. */
export interface LateInput {
  readonly input?: JsonText | undefined;
  /** The same as one readable chat turn, for the trace. */
  readonly inputTurn?: JsonText | undefined;
}

/** How a run ended. */
export type RunEnd =
  | ({
      readonly status: "ok";
      readonly output: JsonText;
      readonly turn?: JsonText | undefined;
      readonly metadata?: Readonly<Record<string, unknown>> | undefined;
      readonly result?: ModelResult | undefined;
      /** Tool calls that failed before they ran, where no other run has reported them. */
      readonly refusedCalls?: readonly RefusedCall[] | undefined;
    } & LateInput)
  | ({ readonly status: "failed"; readonly error: RunError } & LateInput)
  /** Control flow of LangGraph: the run was left on purpose. `interrupts` are the values it waits with. */
  | {
      readonly status: "left";
      readonly by: string;
      /** The value that it was left with, if there is one. */
      readonly output: JsonText | undefined;
      readonly interrupts: readonly Interrupt[];
      readonly metadata?: Readonly<Record<string, unknown>> | undefined;
    }
  /** No end was ever reported. */
  | { readonly status: "abandoned"; readonly why: "closed" }
  /** `mayGoOn`: it has only been silent for long, and a callback for it reopens it. */
  | { readonly status: "abandoned"; readonly why: "idle"; readonly mayGoOn: boolean };

/** Something that happened inside a run: a custom event, a text, an agent's action. */
export interface RunEvent {
  readonly name: string;
  /** A copy that the host can't change, as redaction leaves it. */
  readonly data: unknown;
  /**
   * The same before redaction, where there is redaction: a secret may continue in the next event. It is never written.
   */
  readonly given?: unknown;
}
