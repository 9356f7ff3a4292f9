import type { ModelResult, RunKind } from "../run/run-event.js";
import { TimeLost } from "./time-lost.js";

export interface AnsweringModel {
  readonly model: string;
  readonly provider: string | undefined;
}

const NONE: readonly string[] = [];

/** What happened in one trace, counted while it happens: the `summary` in the trace's metadata. */
export class TraceTotals {
  retries = 0;
  fallbacks = 0;
  errors = 0;
  /** The model of the last call that ended without an error. */
  answeredBy: AnsweringModel | undefined;
  /** Rises with each change, so that a trace is written again only when there is something new. */
  version = 0;
  readonly #calls = { model: 0, tool: 0, retriever: 0, chain: 0 } satisfies Record<RunKind, number>;
  #models = NONE;
  #fallbackAnswers = NONE;
  #timeLost: TimeLost | undefined;
  #cacheHits = 0;
  #promptTokens = 0;
  #completionTokens = 0;
  #totalTokens = 0;

  get modelCalls(): number {
    return this.#calls.model;
  }

  countRun(kind: RunKind): void {
    this.#calls[kind] += 1;
    this.version += 1;
  }

  countAnswer(result: ModelResult): void {
    if (result.model !== undefined) {
      this.#models = withModel(this.#models, result.model);
      this.answeredBy = { model: result.model, provider: result.provider };
    }
    if (result.cacheHit) this.#cacheHits += 1;
    this.#promptTokens += result.usage?.prompt_tokens ?? 0;
    this.#completionTokens += result.usage?.completion_tokens ?? 0;
    this.#totalTokens += result.usage?.total_tokens ?? 0;
    this.version += 1;
  }

  countError(): void {
    this.errors += 1;
    this.version += 1;
  }

  countAttempts(kind: "retry" | "fallback", count: number): void {
    if (kind === "retry") this.retries += count;
    else this.fallbacks += count;
    this.version += 1;
  }

  /** Models that answered in place of a candidate that had failed. */
  get fallbackAnswers(): readonly string[] {
    return this.#fallbackAnswers;
  }

  noteFallbackAnswer(model: string): void {
    this.#fallbackAnswers = withModel(this.#fallbackAnswers, model);
  }

  addTimeLost(fromMicros: number, toMicros: number): void {
    this.#timeLost ??= new TimeLost();
    this.#timeLost.add(fromMicros, toMicros);
  }

  summary(): Readonly<Record<string, unknown>> {
    return {
      llm_calls: this.#calls.model,
      tool_calls: this.#calls.tool,
      retrievals: this.#calls.retriever,
      errors: this.errors,
      retries: this.retries,
      fallbacks: this.fallbacks,
      cache_hits: this.#cacheHits,
      prompt_tokens: this.#promptTokens,
      completion_tokens: this.#completionTokens,
      total_tokens: this.#totalTokens,
      models: this.#models,
      ...(this.answeredBy && { answered_by: this.answeredBy }),
      time_lost_ms: (this.#timeLost?.totalMicros() ?? 0) / 1000,
    };
  }
}

function withModel(models: readonly string[], model: string): readonly string[] {
  return models.includes(model) ? models : [...models, model];
}
