import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

export interface Sending {
  readonly url: string;
  readonly spansPerSecond: number;
  readonly seconds: number;
}

export interface Sent {
  /** Spans that were acknowledged. */
  readonly taken: number;
  /** Until the last of them was. */
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How often the open page read its list anew. */
  readonly listsRead: number;
}

const BATCHES_PER_SECOND = 10;
const SPANS_PER_TRACE = 10;

/** Sends batches at a steady pace, whatever the server does, while a page reads the list each time it hears of news. */
export async function sendSteadily({ url, spansPerSecond, seconds }: Sending): Promise<Sent> {
  const page = await openPage(url);
  const startMs = performance.now();
  const answers: Promise<{ readonly ms: number; readonly spans: number }>[] = [];
  for (let batch = 0; batch < seconds * BATCHES_PER_SECOND; batch += 1) {
    answers.push(sendBatch(url, spansPerSecond / BATCHES_PER_SECOND));
    await sleep(startMs + ((batch + 1) * 1_000) / BATCHES_PER_SECOND - performance.now());
  }
  const done = await Promise.all(answers);
  const lastMs = performance.now() - startMs;
  const times = done.map(({ ms }) => ms).sort((one, other) => one - other);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    taken: done.reduce((sum, { spans }) => sum + spans, 0),
    seconds: lastMs / 1_000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    listsRead: page.close(),
  };
}

async function sendBatch(url: string, count: number): Promise<{ readonly ms: number; readonly spans: number }> {
  const startMs = performance.now();
  const traceIds = Array.from({ length: Math.ceil(count / SPANS_PER_TRACE) }, newId);
  const time = new Date().toISOString();
  const traces = traceIds.map((id) => ({ id, name: "agent", start_time: time, end_time: time, input: text(500) }));
  const spans = Array.from({ length: count }, (_, index) => ({
    ...{ id: newId(), trace_id: traceIds[index % traceIds.length], name: "ChatOpenAI", type: "llm", model: "gpt-4o" },
    ...{ provider: "openai", start_time: time, end_time: time, input: text(1_000), output: text(1_000) },
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  }));
  const taken = (await post(url, "spans", { spans })) && (await post(url, "traces", { traces }));
  return { ms: performance.now() - startMs, spans: taken ? count : 0 };
}

async function post(url: string, kind: string, body: object): Promise<boolean> {
  const headers = { "content-type": "application/json" };
  const path = `${url}/api/v1/private/${kind}/batch`;
  return (await fetch(path, { method: "POST", headers, body: JSON.stringify(body) })).status === 204;
}

/** What an open page does. `close` tells how often it has read its list. */
async function openPage(url: string): Promise<{ readonly close: () => number }> {
  const aborter = new AbortController();
  const { signal } = aborter;
  const { body } = await fetch(`${url}/viewer/api/live`, { signal });
  let read = 0;
  const follow = async () => {
    for await (const _ of body ?? []) {
      await (await fetch(`${url}/viewer/api/traces?limit=100`, { signal })).text();
      read += 1;
    }
  };
  follow().catch(() => undefined);
  return {
    close() {
      aborter.abort();
      return read;
    },
  };
}

function text(length: number): { readonly text: string } {
  return { text: "word ".repeat(length / 5) };
}

function newId(): string {
  const millis = Date.now().toString(16).padStart(12, "0");
  const random = randomBytes(10).toString("hex");
  return `${millis.slice(0, 8)}-${millis.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
}
