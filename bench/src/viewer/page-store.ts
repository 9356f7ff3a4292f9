import { openTraceStore } from "langchain-opik/store";
import { modelCall } from "../cases/model-call.js";

const BATCH = 1_000;
const FIRST_MS = Date.UTC(2026, 0, 1);
/** The newest trace, which has very many spans. */
export const LARGE_TRACE = "large trace";

interface Filling {
  readonly traces: number;
  readonly spansOfLarge: number;
}

/** Makes a store in a folder: traces of one model call each, a second apart, and the large one. */
export async function fillStore(folder: string, { traces, spansOfLarge }: Filling): Promise<void> {
  const store = await openTraceStore(folder);
  for (let first = 0; first < traces; first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, traces - first) }, (_, index) => first + index);
    await store.write("trace", numbers.map(traceOf));
    await store.write("span", numbers.map(callOf));
  }
  const root = { ...traceOf(traces), name: LARGE_TRACE };
  await store.write("trace", [root]);
  for (let first = 0; first < spansOfLarge; first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, spansOfLarge - first) }, (_, index) => first + index);
    await store.write(
      "span",
      numbers.map((number) =>
        modelCall({ number, id: idOf(traces, number + 2), traceId: root.id, timeMs: timeOf(traces) + number }),
      ),
    );
  }
  await store.close();
}

function traceOf(number: number) {
  const { id: _, trace_id, type: __, model: ___, provider: ____, usage: _____, ...fields } = callOf(number);
  return { ...fields, id: trace_id, name: `support ${number}` };
}

function callOf(number: number) {
  return modelCall({ number, id: idOf(number, 1), traceId: idOf(number, 0), timeMs: timeOf(number) });
}

function timeOf(number: number): number {
  return FIRST_MS + number * 1_000;
}

/** A UUID of version 7 of the trace's time. */
function idOf(trace: number, span: number): string {
  const time = timeOf(trace).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${span.toString(16).padStart(12, "0")}`;
}
