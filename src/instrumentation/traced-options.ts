import type { Callbacks } from "@langchain/core/callbacks/manager";
import type { SpanType } from "../records/record.js";

/** How the calls of a traced function are recorded. */
export interface TracedOptions {
  /** How Opik shows the span. Default: `general`. */
  readonly type?: SpanType | undefined;
  /** Metadata of this span only: spans below it do not inherit it. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Tags of this span only. */
  readonly tags?: readonly string[] | undefined;
  /**
   * Handlers for calls outside of a run, which begin a trace of their own. Default: none, unless every run is traced.
   */
  readonly callbacks?: Callbacks | undefined;
}
