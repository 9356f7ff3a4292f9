import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { Contender } from "./contender.js";

/** What LangChain itself spends on having a handler at all. */
class NoOpHandler extends BaseCallbackHandler {
  readonly name = "no-op";
  override awaitHandlers = true;
  override handleChainStart(): void {}
  override handleChainEnd(): void {}
  override handleChatModelStart(): void {}
  override handleLLMNewToken(): void {}
  override handleLLMEnd(): void {}
  override handleToolStart(): void {}
  override handleToolEnd(): void {}
}

export function openNoOp(): Contender {
  return { callbacks: [new NoOpHandler()], flush: async () => {} };
}
