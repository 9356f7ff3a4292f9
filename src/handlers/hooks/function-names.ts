import { tryOr } from "../../records/json/guarded-read.js";
import { asName, isObject } from "../../records/json/json-object.js";
import { sharedNotes } from "../../runtime/shared-state.js";

/** Keyed by the object that LangChain passes to callbacks. */
const names = sharedNotes<string>(Symbol.for("langchain-opik.function-names"));

/** The name that a function gets from the field through which LangChain or LangGraph accepts it. */
const FIELDS = new Set(["func", "path", "anonymous"]);
/** The length of a minified name. */
const MAX_MINIFIED_LENGTH = 2;

/**
 * LangChain names every lambda `RunnableLambda`. @param serialized - the object that it passes to callbacks of this one
 */
export function noteFunctionName(serialized: unknown, lambda: unknown): void {
  tryOr(() => {
    const called = isObject(lambda) ? lambda.func : undefined;
    const name = typeof called === "function" ? asName(called.name.replace(/^bound /, "")) : undefined;
    if (name === undefined || name.length <= MAX_MINIFIED_LENGTH || FIELDS.has(name)) return;
    if (isObject(serialized)) names().set(serialized, name);
  }, undefined);
}

/** The name of the function that a lambda calls, if it has one. @param serialized - as LangChain passed it */
export function functionName(serialized: unknown): string | undefined {
  return isObject(serialized) ? names().get(serialized) : undefined;
}
