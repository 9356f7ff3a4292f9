import { tryOr } from "../records/json/guarded-read.js";

/** Like `instanceof`, for whatever was thrown: a proxy may throw when it is inspected. */
export function isInstance<Instance>(
  thrown: unknown,
  Class: abstract new (...given: never[]) => Instance,
): thrown is Instance {
  return tryOr(() => thrown instanceof Class, false);
}
