import type { ModelCall, ModelReply, ModelScript } from "./model-server.js";

/** Models of these names are down; all others answer with their own name. */
export function down(...names: readonly string[]): ModelScript {
  return (call) => (names.includes(call.model) ? UNAVAILABLE : answeredBy(call));
}

/** Each question fails this many times, whatever model is asked; then it is answered. */
export function failsFirst(times: number, failure: ModelReply | (() => ModelReply) = UNAVAILABLE): ModelScript {
  const asked = new Map<string, number>();
  return (call) => {
    const before = asked.get(call.question) ?? 0;
    asked.set(call.question, before + 1);
    if (before >= times) return answeredBy(call);
    return typeof failure === "function" ? failure() : failure;
  };
}

export const UNAVAILABLE: ModelReply = { kind: "error", status: 503 };

export function answeredBy(call: ModelCall): ModelReply {
  return { kind: "text", text: `${call.model} says ${call.question}` };
}
