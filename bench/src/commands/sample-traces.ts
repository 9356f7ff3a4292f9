export const TRACES = 10_000;
const A_BATCH = 500;
const FIRST_MS = Date.parse("2026-11-20T00:00:00Z");
const SPAN_NAMES = ["ChatPromptTemplate", "ChatOpenAI", "StrOutputParser"];

interface SampleBatch {
  readonly traces: readonly object[];
  readonly spans: readonly object[];
}

/** Traces of three spans each, one every minute. */
export function* sampleTraces(): Generator<SampleBatch> {
  for (let from = 0; from < TRACES; from += A_BATCH) {
    const numbers = Array.from({ length: A_BATCH }, (_, index) => from + index);
    yield {
      traces: numbers.map(traceOf),
      spans: numbers.flatMap((number) => SPAN_NAMES.map((_, at) => spanOf(number, at))),
    };
  }
}

function traceOf(number: number): object {
  return {
    ...times(number, 1_500),
    id: idOf(number, 0),
    name: "RunnableSequence",
    input: { topic: `owls ${number}` },
    output: { text: "Owls are birds of the night. ".repeat(10) },
  };
}

function spanOf(number: number, at: number): object {
  return {
    ...times(number, 400),
    id: idOf(number, at + 1),
    trace_id: idOf(number, 0),
    name: SPAN_NAMES[at],
    type: at === 1 ? "llm" : "general",
    input: { text: "x".repeat(300) },
    output: { text: "y".repeat(300) },
    ...(at === 1 && { model: "gpt-4o", provider: "openai", usage: { prompt_tokens: 100, completion_tokens: 20 } }),
  };
}

function times(number: number, durationMs: number): object {
  const startMs = FIRST_MS + number * 60_000;
  return { start_time: new Date(startMs).toISOString(), end_time: new Date(startMs + durationMs).toISOString() };
}

/** A UUID of version 7, which begins with its time. */
function idOf(number: number, at: number): string {
  const time = (FIRST_MS + number * 60_000 + at).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${(number * 10 + at).toString(16).padStart(12, "0")}`;
}
