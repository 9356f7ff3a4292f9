import { sharedState } from "../runtime/shared-state.js";
import type { Settings } from "../settings/options/option-table.js";

const NUMBERS = Symbol.for("langchain-opik.object-numbers");

/** The same text for handlers that record and deliver alike. `given`: what code gave beside the settings. */
export function settingsKey(settings: Settings, given: readonly unknown[]): string {
  return JSON.stringify([settings, given.map(numberOf)]);
}

interface ObjectNumbers {
  readonly byObject: WeakMap<object, number>;
  next: number;
}

// Two functions or objects are equal only if they are identical.
function numberOf(object: unknown): number {
  if ((typeof object !== "object" && typeof object !== "function") || object === null) return 0;
  const numbers = sharedState<ObjectNumbers>(NUMBERS, isNumbers, () => ({ byObject: new WeakMap(), next: 1 }));
  const known = numbers.byObject.get(object);
  if (known !== undefined) return known;
  numbers.byObject.set(object, numbers.next);
  numbers.next += 1;
  return numbers.next - 1;
}

function isNumbers(value: unknown): value is ObjectNumbers {
  return typeof value === "object" && value !== null && "byObject" in value && value.byObject instanceof WeakMap;
}
