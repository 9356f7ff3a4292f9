import { tryOr } from "../records/json/guarded-read.js";
import { plainError, plainOutput } from "./plain-values.js";

type Ending<Result> =
  | { readonly state: "open" }
  | { readonly state: "returned"; readonly result: Awaited<Result> }
  | { readonly state: "threw"; readonly thrown: unknown };

/**
 * One call of a tracked function: Opik's `track` sees its ending as plain data, and the caller gets the ending itself.
 */
export class TrackedCall<Result> {
  readonly #work: () => Result;
  #ending: Ending<Result> = { state: "open" };

  constructor(work: () => Result) {
    this.#work = work;
  }

  /** @returns what `track` is to see; throws what it is to see of an error */
  async run(): Promise<Record<string, unknown>> {
    try {
      const result = await this.#work();
      this.#ending = { state: "returned", result };
      return tryOr(() => plainOutput(result), {});
    } catch (thrown) {
      this.#ending = { state: "threw", thrown };
      throw plainError(thrown);
    }
  }

  /**
   * What the function returned, once `track` has seen the ending; throws what the function threw, or else what `track`
   * threw.
   */
  result(ofTrack: unknown): Awaited<Result> {
    if (this.#ending.state === "returned") return this.#ending.result;
    throw this.#ending.state === "threw" ? this.#ending.thrown : ofTrack;
  }
}
