import { ANSWER } from "./model-server.js";
import type { Recorded } from "./recorded.js";
import { CONCURRENT_RUNS, PROMPT_SECRET } from "./scenarios.js";

/** What came of a scenario. */
export interface Outcome {
  readonly records: readonly Recorded[];
  /** All bodies that arrived, as text. */
  readonly bodies: string;
  readonly wireBytes: number;
  /** The paths of requests that carry something else than records. */
  readonly otherPaths: readonly string[];
  /** What the program's flush told. */
  readonly told: string;
}

/** What a table says of a scenario, by the scenario's name. */
export const FINDINGS: Readonly<Record<string, (outcome: Outcome) => string>> = {
  fallback: ({ records }) => {
    const models = records.filter(({ isModel }) => isModel);
    const answered = models.find(({ hasFailed }) => !hasFailed);
    const says = answered !== undefined && /fallback/i.test(answered.text) && answered.text.includes("429");
    const onTrace = records.some(({ isRoot, text }) => isRoot && /"(fallback|answered_by:[^"]+)"/.test(text));
    return `${models.length} model spans, ${failed(models)} failed; the second says why it was asked: ${yes(says)}; the trace can be found by it: ${yes(onTrace)}`;
  },
  retry: ({ records }) => {
    const tries = records.filter(({ name }) => name === "look up");
    const numbered = tries.some(({ text }) => /"number":2|retry:attempt:2/.test(text));
    const reason = tries.some(({ hasFailed, text }) => !hasFailed && text.includes("did not answer"));
    return `${tries.length} spans, ${failed(tries)} failed; the second is numbered: ${yes(numbered)}; it says why: ${yes(reason)}`;
  },
  interrupt: ({ records }) => {
    const roots = records.filter(({ isRoot }) => isRoot);
    const asks = records.some(({ isRoot, text }) => isRoot && text.includes("Send it?"));
    return `${failed(records)} of ${records.length} records are errors; the trace shows what it asks: ${yes(asks)}; traces: ${roots.length}`;
  },
  stream: ({ records }) => {
    const [model] = records.filter(({ isModel }) => isModel);
    const tokens = /\b(23|12)\b/.test(model?.text.match(/(usage|token)[\s\S]{0,200}/i)?.[0] ?? "");
    const first = /"ttft"|completion_?start_?time|new_token|first_token/i.test(model?.text ?? "");
    return `the answer: ${yes(model?.text.includes(ANSWER.slice(0, 30)) === true)}; tokens: ${yes(tokens)}; time of the first: ${yes(first)}`;
  },
  "broken stream": ({ records }) => {
    const [model] = records.filter(({ isModel }) => isModel);
    const kept = /A trace tells what|"A "[\s\S]*"trace "/.test(model?.text ?? "");
    return `failed: ${yes(model?.hasFailed === true)}; the part that came is kept: ${yes(kept)}`;
  },
  image: ({ wireBytes, otherPaths }) =>
    `${Math.round(wireBytes / 1000)} kB sent; requests for files: ${otherPaths.join(", ") || "none"}`,
  concurrent: ({ records }) => {
    const roots = records.filter(({ isRoot }) => isRoot);
    return `${roots.filter(({ hasEnded }) => hasEnded).length} of ${CONCURRENT_RUNS} traces have ended, of ${roots.length}`;
  },
  secret: ({ bodies, told, records }) =>
    told === '"no such setting"'
      ? "no such setting"
      : `hidden: ${yes(!bodies.includes(PROMPT_SECRET))}; the rest of the prompt is there: ${yes(records.some(({ text }) => text.includes("My key is")))}`,
  "sampled out": ({ records, told }) =>
    told === '"no such setting"' ? "no such setting" : records.length === 0 ? "nothing" : "the failed trace arrives",
  "ends by itself": arrived,
  "process.exit()": arrived,
};

function arrived({ records }: Outcome): string {
  const roots = records.filter(({ isRoot, hasEnded }) => isRoot && hasEnded);
  return `${records.length} records, of them ${roots.length} ended traces`;
}

function failed(records: readonly Recorded[]): number {
  return records.filter(({ hasFailed }) => hasFailed).length;
}

function yes(is: boolean): string {
  return is ? "yes" : "no";
}
