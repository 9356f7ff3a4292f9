import { type Runnable, RunnableLambda, RunnableMap, RunnableRetry } from "@langchain/core/runnables";
import fc from "fast-check";
import { withOpikFallbacks, withOpikRetry } from "../../../src/chains/index.js";

/**
 * Models within retries, fallbacks and parallel branches, in any order. `ours`: by our wrappers, else by LangChain's.
 */
export type Nest =
  | { readonly kind: "model"; readonly failures: number }
  | { readonly kind: "retry"; readonly tries: number; readonly of: Nest; readonly ours: boolean }
  | { readonly kind: "fallback"; readonly of: readonly Nest[]; readonly ours: boolean }
  /** Each branch falls back to a fixed answer, so that no branch is still under way when the others have ended. */
  | { readonly kind: "branches"; readonly of: readonly Nest[] };

export const nests: fc.Arbitrary<Nest> = fc.letrec<{ nest: Nest }>((tie) => ({
  nest: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.record({ kind: fc.constant("model"), failures: fc.nat(3) }),
    fc.record({
      kind: fc.constant("retry"),
      tries: fc.integer({ min: 1, max: 3 }),
      of: tie("nest"),
      ours: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant("fallback"),
      of: fc.array(tie("nest"), { minLength: 2, maxLength: 3 }),
      ours: fc.boolean(),
    }),
    fc.record({ kind: fc.constant("branches"), of: fc.array(tie("nest"), { minLength: 1, maxLength: 3 }) }),
  ),
})).nest;

/** The models of a nest by the path to each, as `0.1.2`: how many of the first calls of each fail. */
export function failuresOf(nest: Nest, path = "m"): Readonly<Record<string, number>> {
  if (nest.kind === "model") return { [path]: nest.failures };
  return Object.assign({}, ...partsOf(nest).map((part, index) => failuresOf(part, `${path}.${index}`))) as Record<
    string,
    number
  >;
}

export function runnableOf(nest: Nest, modelAt: (path: string) => Runnable, path = "m"): Runnable {
  const parts = partsOf(nest).map((part, index) => runnableOf(part, modelAt, `${path}.${index}`));
  const [first = modelAt(path), ...others] = parts;
  switch (nest.kind) {
    case "model":
      return first;
    case "retry":
      return nest.ours
        ? withOpikRetry(first, { maxAttempts: nest.tries, initialDelayMs: 1 })
        : // `withRetry` of a retry would replace it.
          new RunnableRetry({ bound: first, config: {}, maxAttemptNumber: nest.tries });
    case "fallback":
      return nest.ours ? withOpikFallbacks(first, others) : first.withFallbacks(others);
    case "branches":
      return RunnableMap.from(Object.fromEntries(parts.map((part, index) => [`b${index}`, withFixedAnswer(part)])));
  }
}

/** LangChain's retries ask what they wrap to return its errors in a batch; its fallbacks refuse that. */
export function refusesBatches(nest: Nest): boolean {
  const isRefused = nest.kind === "retry" && !nest.ours && nest.of.kind === "fallback" && !nest.of.ours;
  return isRefused || partsOf(nest).some(refusesBatches);
}

function withFixedAnswer(part: Runnable): Runnable {
  return part.withFallbacks([RunnableLambda.from(() => "none")]);
}

function partsOf(nest: Nest): readonly Nest[] {
  switch (nest.kind) {
    case "model":
      return [];
    case "retry":
      return [nest.of];
    case "fallback":
    case "branches":
      return nest.of;
  }
}
