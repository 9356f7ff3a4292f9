import { randomUUID } from "node:crypto";
import type { OpikCallbackHandler } from "langchain-opik";

/** Measures each callback that it is given. */
export type Measure = (callback: string, call: () => unknown) => void;

/** Runs in which the value stands at every place where a program may put it. */
export const RUNS: readonly ((handler: OpikCallbackHandler, value: unknown, measure: Measure) => void)[] = [
  (handler, value, measure) => {
    const id = randomUUID();
    measure("chain start", () => call(handler, "handleChainStart", {}, value, id, undefined, [], {}, undefined, "c"));
    measure("chain end", () => call(handler, "handleChainEnd", value, id));
  },
  (handler, value, measure) => {
    const [id, given] = [randomUUID(), { messages: [value, { role: "user", content: "x" }], value }];
    measure("chain start, a state", () => call(handler, "handleChainStart", {}, given, id, undefined, [], {}));
    measure("chain error", () => call(handler, "handleChainError", value, id));
  },
  (handler, value, measure) => {
    const id = randomUUID();
    const start = ["handleChatModelStart", value, [[value]], id, undefined, value, [], value, "m"] as const;
    measure("model start", () => call(handler, ...start));
    measure("token", () => call(handler, "handleLLMNewToken", value, value, id, undefined, [], { chunk: value }));
    const result = { generations: [[{ text: value, message: value }]], llmOutput: value };
    measure("model end", () => call(handler, "handleLLMEnd", result, id, undefined, [], value));
  },
  (handler, value, measure) => {
    const id = randomUUID();
    const prompt = [[{ role: "user", content: value }]];
    measure("model start, a content", () => call(handler, "handleChatModelStart", {}, prompt, id, undefined, {}, []));
    const chunk = { message: { content: value, tool_call_chunks: value, usage_metadata: value } };
    measure("token of a message", () => call(handler, "handleLLMNewToken", "", {}, id, undefined, [], { chunk }));
    const message = { role: "assistant", content: value, tool_calls: value, response_metadata: value };
    const result = { generations: [[{ text: "", message, generationInfo: value }]] };
    measure("model end, a content", () => call(handler, "handleLLMEnd", result, id));
  },
  (handler, value, measure) => {
    const id = randomUUID();
    measure("tool start", () =>
      call(handler, "handleToolStart", value, value, id, undefined, value, value, value, value),
    );
    measure("event", () => call(handler, "handleCustomEvent", "event", value, id));
    measure("tool end", () => call(handler, "handleToolEnd", value, id));
  },
  (handler, value, measure) => {
    const id = randomUUID();
    const metadata = { value, thread_id: value };
    measure("retriever start", () =>
      call(handler, "handleRetrieverStart", {}, value, id, undefined, [value, "a"], metadata, value),
    );
    const documents = [value, { pageContent: value, metadata: value }];
    measure("retriever end", () => call(handler, "handleRetrieverEnd", documents, id));
  },
];

/** LangChain's own types allow none of these values. */
function call(handler: OpikCallbackHandler, name: string, ...values: readonly unknown[]): void {
  const callback: unknown = Reflect.get(handler, name);
  if (typeof callback === "function") Reflect.apply(callback, handler, values);
}
