import { monitorEventLoopDelay } from "node:perf_hooks";
import { openTraceStore } from "langchain-opik/store";
import { STORED_SPANS } from "./store.js";

const NANOS_A_MILLI = 1e6;
const WARM_UP_SPANS = 2_000;

const [, , location = "", prefix = ""] = process.argv;
const store = await openTraceStore(location, { prefix });
await write(0, WARM_UP_SPANS);

const loopDelay = monitorEventLoopDelay({ resolution: 1 });
loopDelay.enable();
const startMs = performance.now();
await write(WARM_UP_SPANS, STORED_SPANS);
const seconds = (performance.now() - startMs) / 1000;
loopDelay.disable();
await store.close();
process.send?.({ spansASecond: STORED_SPANS / seconds, longestPauseMs: loopDelay.max / NANOS_A_MILLI });

async function write(first: number, count: number): Promise<void> {
  const { stored } = await store.write(
    "span",
    Array.from({ length: count }, (_, index) => modelCall(first + index)),
  );
  if (stored !== count) throw new Error(`Only ${stored} of ${count} spans were stored.`);
}

/** A model call of 1.5 kB, as the handler records it. */
function modelCall(number: number) {
  const id = `01900000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
  const time = new Date(Date.UTC(2026, 0, 1) + number).toISOString();
  const question = `Where is my order ${number}, and can I still return it? `.repeat(8);
  const answer = "Your order left our warehouse on Monday and is with the courier. ".repeat(6);
  return {
    id,
    trace_id: id,
    name: "ChatOpenAI",
    type: "llm",
    start_time: time,
    end_time: time,
    input: { messages: [{ role: "user", content: question }] },
    output: { choices: [{ index: 0, message: { role: "assistant", content: answer }, finish_reason: "stop" }] },
    metadata: { agent_name: "support", ls_provider: "openai", temperature: 0.1 },
    tags: ["demo"],
    model: "gpt-4o-mini",
    provider: "openai",
    usage: { prompt_tokens: 214, completion_tokens: 38, total_tokens: 252 },
    last_updated_at: time,
    source: "sdk",
  };
}
