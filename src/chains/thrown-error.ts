import { tryOr } from "../records/json/guarded-read.js";

/** What was thrown, in one line. */
interface ThrownError {
  readonly type: string;
  readonly message: string;
}

export function describeThrown(thrown: unknown): ThrownError {
  return tryOr(() => describe(thrown), { type: "Error", message: "the error can't be read" });
}

function describe(thrown: unknown): ThrownError {
  if (typeof thrown === "string") return { type: "Thrown string", message: firstLine(thrown) };
  if (!(thrown instanceof Error)) return { type: `Thrown ${typeof thrown}`, message: "no Error" };
  // The errors of many clients are all named "Error": then the class is more precise.
  const type = thrown.name === "Error" ? thrown.constructor.name : thrown.name;
  return { type: type || "Error", message: firstLine(thrown.message) };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
