import { isObject } from "../../records/json/json-object.js";
import type { RunError } from "../run/run-event.js";

/** The failures of one tree by what was thrown: a failure is thrown on from run to run, and stays one failure. */
export class KnownErrors {
  readonly #byThrown = new WeakMap<object, RunError>();

  add(error: RunError): void {
    for (const thrown of error.thrown) if (isObject(thrown)) this.#byThrown.set(thrown, error);
  }

  /** The failure that this one repeats. Undefined where it is new. */
  find({ thrown }: RunError): RunError | undefined {
    return this.#findAny(thrown);
  }

  /** The failure that this one wraps. */
  findWrapped({ sumsUp }: RunError): RunError | undefined {
    return this.#findAny(sumsUp);
  }

  #findAny(thrown: readonly unknown[]): RunError | undefined {
    return thrown.map((one) => (isObject(one) ? this.#byThrown.get(one) : undefined)).find((one) => one !== undefined);
  }
}
