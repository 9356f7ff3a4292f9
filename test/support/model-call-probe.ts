import { BaseCallbackHandler } from "@langchain/core/callbacks/base";

/** The arguments of one model call as LangChain really gives them to a handler. */
export interface ObservedModelCall {
  readonly start: { readonly serialized: unknown; readonly extraParams: unknown; readonly metadata: unknown };
  readonly end: { readonly output: unknown; readonly extraParams: unknown };
}

type Start = ObservedModelCall["start"];

/** A handler that keeps what it is called with; `calls` has the finished model calls in the order they ended. */
export class ModelCallProbe extends BaseCallbackHandler {
  readonly name = "model-call-probe";
  readonly calls: ObservedModelCall[] = [];
  readonly starts: Start[] = [];
  readonly #open = new Map<string, Start>();

  constructor() {
    super();
    this.awaitHandlers = true;
  }

  override handleChatModelStart(...args: Parameters<NonNullable<BaseCallbackHandler["handleChatModelStart"]>>): void {
    const [serialized, , runId, , extraParams, , metadata] = args;
    this.#open.set(runId, { serialized, extraParams, metadata });
    this.starts.push({ serialized, extraParams, metadata });
  }

  override handleLLMStart(...args: Parameters<NonNullable<BaseCallbackHandler["handleLLMStart"]>>): void {
    const [serialized, , runId, , extraParams, , metadata] = args;
    this.#open.set(runId, { serialized, extraParams, metadata });
    this.starts.push({ serialized, extraParams, metadata });
  }

  override handleLLMEnd(...args: Parameters<NonNullable<BaseCallbackHandler["handleLLMEnd"]>>): void {
    const [output, runId, , , extraParams] = args;
    const start = this.#open.get(runId);
    if (start !== undefined) this.calls.push({ start, end: { output, extraParams } });
  }

  /** The only call there was. */
  get call(): ObservedModelCall {
    const [only, ...more] = this.calls;
    if (only === undefined || more.length > 0) throw new Error(`Expected one model call, saw ${this.calls.length}.`);
    return only;
  }
}
