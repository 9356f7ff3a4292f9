import type { Nest } from "./random-nest.js";

type AttemptKind = "retry" | "fallback";

/** What a nest must come to, worked out without running anything. */
export interface ExpectedAttempts {
  readonly answered: boolean;
  /** `retry 2 answered`, for each try of a call that took more than one. */
  readonly attempts: readonly string[];
}

export function expectedAttempts(nest: Nest, way: "invoke" | "stream" | "batch"): ExpectedAttempts {
  const attempts: string[] = [];
  return { answered: new Simulation(attempts, way === "stream").ends(nest), attempts };
}

class Simulation {
  readonly #attempts: string[];
  readonly #isStreamed: boolean;
  readonly #calls = new Map<Nest, number>();

  constructor(attempts: string[], isStreamed: boolean) {
    this.#attempts = attempts;
    this.#isStreamed = isStreamed;
  }

  ends(nest: Nest): boolean {
    switch (nest.kind) {
      case "model":
        return this.#asks(nest) > nest.failures;
      case "retry":
        // LangChain's own does not try streams again.
        if (this.#isStreamed && !nest.ours) return this.ends(nest.of);
        return this.#tries(
          "retry",
          Array.from({ length: nest.tries }, () => () => this.ends(nest.of)),
        );
      case "fallback":
        return this.#tries(
          "fallback",
          nest.of.map((one) => () => this.ends(one)),
        );
      case "branches":
        for (const one of nest.of) this.#tries("fallback", [() => this.ends(one), () => true]);
        return true;
    }
  }

  #asks(model: Nest): number {
    const calls = (this.#calls.get(model) ?? 0) + 1;
    this.#calls.set(model, calls);
    return calls;
  }

  #tries(kind: AttemptKind, tries: readonly (() => boolean)[]): boolean {
    const outcomes: boolean[] = [];
    for (const isAnswered of tries) {
      outcomes.push(isAnswered());
      if (outcomes.at(-1) === true) break;
    }
    if (outcomes.length > 1) {
      this.#attempts.push(
        ...outcomes.map((answered, index) => `${kind} ${index + 1} ${answered ? "answered" : "failed"}`),
      );
    }
    return outcomes.at(-1) === true;
  }
}
