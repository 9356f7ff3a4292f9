import { PartialAnswer } from "./partial-answer.js";

/** One request that a model's own HTTP client made, with what the totals count. */
export interface RequestTimes {
  readonly duration_ms: number;
  readonly wait_ms?: number;
}

// A stream may report its tokens with every chunk: the first and the newest of many are kept.
const FIRST_KEPT = 10;
const NEWEST_KEPT = 10;

const NO_REQUESTS: readonly RequestTimes[] = [];

/** The state that only a model's run has. */
export class ModelCall {
  #partial: PartialAnswer | undefined;
  #firstTokenMicros: number | undefined;
  #httpAttempts = NO_REQUESTS;
  #usedPrompts: readonly unknown[] = NO_REQUESTS;
  #usageReports: unknown[] | undefined;
  #chunks = 0;

  /** The answer as far as it was streamed. */
  get partial(): PartialAnswer | undefined {
    return this.#partial;
  }

  get firstTokenMicros(): number | undefined {
    return this.#firstTokenMicros;
  }

  /** The requests of the model's own client, where there was more than one and they were reported. */
  get httpAttempts(): readonly RequestTimes[] {
    return this.#httpAttempts;
  }

  /** The prompts of Opik that the model is asked with. */
  get usedPrompts(): readonly unknown[] {
    return this.#usedPrompts;
  }

  /** How many chunks were streamed. */
  get chunks(): number {
    return this.#chunks;
  }

  /** The token counts of the chunks, as the model's client gave them. */
  get usageReports(): readonly unknown[] {
    return this.#usageReports ?? NO_REQUESTS;
  }

  /** @param usage - undefined where the chunk has none */
  addChunk(usage: unknown): void {
    this.#chunks += 1;
    if (usage === undefined || usage === null) return;
    this.#usageReports ??= [];
    this.#usageReports.push(usage);
    if (this.#usageReports.length > FIRST_KEPT + NEWEST_KEPT) this.#usageReports.splice(FIRST_KEPT, 1);
  }

  partialAnswer(maxLength: number): PartialAnswer {
    this.#partial ??= new PartialAnswer(maxLength);
    return this.#partial;
  }

  firstToken(atMicros: number): void {
    this.#firstTokenMicros ??= atMicros;
  }

  setHttpAttempts(attempts: readonly RequestTimes[]): void {
    this.#httpAttempts = attempts;
  }

  usePrompts(prompts: readonly unknown[]): void {
    this.#usedPrompts = prompts;
  }
}
