import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { type ModelAnswer, readModelAnswer } from "../../../src/handlers/convert/model/model-answer.js";
import { type ModelRequest, readModelRequest } from "../../../src/handlers/convert/model/model-request.js";

export interface ReadModelCall {
  readonly request: ModelRequest;
  readonly answer: ModelAnswer;
}

/**
 * Hands the real arguments of LangChain's callbacks to the two readers, at once: a cache sets the usage of the
 * first answer to zero when it gives the same message out again.
 */
export class ModelCallProbe extends BaseCallbackHandler {
  readonly name = "model-call-probe";
  /** In the order of their starts. */
  readonly requests: ModelRequest[] = [];
  /** In the order of their ends. */
  readonly calls: ReadModelCall[] = [];
  readonly #open = new Map<string, ModelRequest>();

  constructor() {
    super();
    this.awaitHandlers = true;
  }

  override handleChatModelStart(...args: Parameters<NonNullable<BaseCallbackHandler["handleChatModelStart"]>>): void {
    const [serialized, , runId, , extraParams, , metadata] = args;
    const request = readModelRequest(serialized, extraParams, metadata);
    this.requests.push(request);
    this.#open.set(runId, request);
  }

  override handleLLMEnd(...args: Parameters<NonNullable<BaseCallbackHandler["handleLLMEnd"]>>): void {
    const [output, runId, , , extraParams] = args;
    const request = this.#open.get(runId);
    if (request !== undefined) this.calls.push({ request, answer: readModelAnswer(output, request, extraParams) });
  }

  /** The only call there was. */
  get call(): ReadModelCall {
    const [only, ...more] = this.calls;
    if (only === undefined || more.length > 0) throw new Error(`Expected one model call, saw ${this.calls.length}.`);
    return only;
  }
}
