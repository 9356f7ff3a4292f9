import { PartialAnswer } from "./partial-answer.js";

/** One request that a model's own HTTP client made, as far as the totals count it. */
export interface RequestTimes {
  readonly duration_ms: number;
  readonly wait_ms?: number;
}

const NO_REQUESTS: readonly RequestTimes[] = [];

/** What only a model's run has. */
export class ModelCall {
  #partial: PartialAnswer | undefined;
  #firstTokenMicros: number | undefined;
  #httpAttempts = NO_REQUESTS;
  #usedPrompts: readonly unknown[] = NO_REQUESTS;

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
