import { storableText } from "../write/storable-text.js";
import type { Param } from "./db.js";

/** The conditions of a statement and its values, which never become part of its text. */
export class Statement {
  readonly params: Param[];
  readonly #conditions: string[] = [];

  constructor(params: Param[] = []) {
    this.params = params;
  }

  /** Further conditions for the same text: the numbers of the values continue. */
  sibling(): Statement {
    return new Statement(this.params);
  }

  /** The place of a value in the text, such as `$1`. */
  value(value: string | number): string {
    this.params.push(typeof value === "string" ? storableText(value) : value);
    return `$${this.params.length}`;
  }

  /** Adds a condition on a value; none where there is no value. */
  where(value: string | number | undefined, condition: (place: string) => string): void {
    if (value !== undefined) this.#conditions.push(condition(this.value(value)));
  }

  /** Adds a condition without a value. */
  whereTrue(condition: string): void {
    this.#conditions.push(condition);
  }

  get conditions(): string {
    return this.#conditions.length === 0 ? "true" : this.#conditions.join(" AND ");
  }
}
