import { tryOr } from "../../records/json/guarded-read.js";
import { asName, isObject } from "../../records/json/json-object.js";
import { sharedNotes } from "../../runtime/shared-state.js";

/** By what LangChain hands to callbacks. */
const names = sharedNotes<string>(Symbol.for("langchain-opik.function-names"));

/** What a function is called after the field that LangChain or LangGraph takes it by. */
const FIELDS = new Set(["func", "path", "anonymous"]);
/** What minifiers leave of a name. */
const MAX_MINIFIED_LENGTH = 2;

/** LangChain calls every lambda `RunnableLambda`. @param serialized - what it hands to callbacks of this one */
export function noteFunctionName(serialized: unknown, lambda: unknown): void {
  tryOr(() => {
    const called = isObject(lambda) ? lambda.func : undefined;
    const name = typeof called === "function" ? asName(called.name.replace(/^bound /, "")) : undefined;
    if (name === undefined || name.length <= MAX_MINIFIED_LENGTH || FIELDS.has(name)) return;
    if (isObject(serialized)) names().set(serialized, name);
  }, undefined);
}

/** The name of the function that a lambda calls, where it has one. @param serialized - as LangChain handed it over */
export function functionName(serialized: unknown): string | undefined {
  return isObject(serialized) ? names().get(serialized) : undefined;
}
