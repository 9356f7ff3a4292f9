import { microsOfIso } from "../../records/iso-time.js";
import { isJsonObject, type JsonObject } from "../../records/json/json-object.js";
import { Refusal } from "../http/refusal.js";

// Opik's server first maps JSON to its types, and answers 400 to a value of another type; then it checks the values,
// and answers 422 with a sentence for each that is invalid.

/** Reads the fields of one object of a request, and notes what is wrong with their values. */
export class Fields {
  readonly #from: JsonObject;
  /** The path of the object, such as `spans[3].`. */
  readonly #place: string;
  readonly #wrong: string[];

  constructor(from: JsonObject, place: string, wrong: string[]) {
    this.#from = from;
    this.#place = place;
    this.#wrong = wrong;
  }

  /** Notes that a value is wrong. */
  note(name: string, problem: string): void {
    this.#wrong.push(`${this.#place}${name} ${problem}`);
  }

  /** @throws Refusal 400 */
  text(name: string): string | undefined {
    const value = this.#from[name];
    if (isAbsent(value)) return undefined;
    if (typeof value === "string") return value;
    throw this.#mistyped(name, "a text");
  }

  /** A text that may not be blank where it is given. @throws Refusal 400 */
  filledText(name: string): string | undefined {
    const value = this.text(name);
    if (value?.trim() === "") this.note(name, "must not be blank");
    return value;
  }

  /** @throws Refusal 400 */
  neededText(name: string): string {
    const value = this.text(name);
    if (value === undefined || value.trim() === "") this.note(name, "must not be blank");
    return value ?? "";
  }

  /** ISO 8601 with its zone. @throws Refusal 400 */
  time(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined || microsOfIso(value) !== undefined) return value;
    throw this.#mistyped(name, "a time such as 2026-03-01T08:00:00Z");
  }

  /** @throws Refusal 400 */
  number(name: string): number | undefined {
    const value = this.#from[name];
    if (isAbsent(value)) return undefined;
    if (typeof value === "number") return value;
    throw this.#mistyped(name, "a number");
  }

  /** @throws Refusal 400 */
  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const choice = choices.find((one) => one === value);
    if (choice !== undefined) return choice;
    throw this.#mistyped(name, `one of ${choices.join(", ")}`);
  }

  /** @throws Refusal 400 */
  texts(name: string): readonly string[] | undefined {
    const value = this.#from[name];
    if (isAbsent(value)) return undefined;
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return [...new Set(value)];
    throw this.#mistyped(name, "a list of texts");
  }

  /** @throws Refusal 400 */
  object(name: string): Fields | undefined {
    const value = this.#from[name];
    if (isAbsent(value)) return undefined;
    if (isJsonObject(value)) return new Fields(value, `${this.#place}${name}.`, this.#wrong);
    throw this.#mistyped(name, "an object");
  }

  /** Counts by name, of 32 bits. @throws Refusal 400 */
  counts(name: string): Readonly<Record<string, number>> | undefined {
    const value = this.#from[name];
    if (isAbsent(value)) return undefined;
    const counts = isJsonObject(value) ? Object.entries(value) : undefined;
    if (counts?.every((pair): pair is [string, number] => isInt32(pair[1])) === true) return Object.fromEntries(counts);
    throw this.#mistyped(name, "an object of integers");
  }

  /** Any JSON but null. */
  value(name: string): unknown {
    const value = this.#from[name];
    return isAbsent(value) ? undefined : value;
  }

  #mistyped(name: string, expected: string): Refusal {
    return new Refusal(400, `Unable to process JSON: ${this.#place}${name} must be ${expected}`);
  }
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

const INT32_MAX = 2_147_483_647;

function isInt32(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= INT32_MAX;
}

/** The items of a list in a request's body. @throws Refusal 400, 422 */
export function itemsOf(body: unknown, name: string, max: number): readonly JsonObject[] {
  const list = isJsonObject(body) ? body[name] : undefined;
  if (!isJsonObject(body)) throw new Refusal(400, "Unable to process JSON: the body must be an object");
  if (isAbsent(list)) throw new Refusal(422, `${name} must not be null`);
  if (!Array.isArray(list)) throw new Refusal(400, `Unable to process JSON: ${name} must be a list`);
  if (list.length < 1 || list.length > max) throw new Refusal(422, `${name} size must be between 1 and ${max}`);
  if (list.every(isJsonObject)) return list;
  throw new Refusal(400, `Unable to process JSON: ${name} must be a list of objects`);
}

/** The object in a request's body. @throws Refusal 400 */
export function objectOf(body: unknown): JsonObject {
  if (isJsonObject(body)) return body;
  throw new Refusal(400, "Unable to process JSON: the body must be an object");
}

/** @throws Refusal 422 where anything was noted */
export function refuseWrong(wrong: readonly string[]): void {
  if (wrong.length > 0) throw new Refusal(422, wrong);
}
