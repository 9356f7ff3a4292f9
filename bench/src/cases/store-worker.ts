import { monitorEventLoopDelay } from "node:perf_hooks";
import { openTraceStore } from "langchain-opik/store";
import { modelCall } from "./model-call.js";
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
    Array.from({ length: count }, (_, index) => modelCallOf(first + index)),
  );
  if (stored !== count) throw new Error(`Only ${stored} of ${count} spans were stored.`);
}

function modelCallOf(number: number) {
  const id = `01900000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
  return modelCall({ number, id, traceId: id, timeMs: Date.UTC(2026, 0, 1) + number });
}
