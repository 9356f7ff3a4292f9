/**
 * A map that forgets its oldest entries: it keeps at least the newest `limit` and at most twice as many. Entries are
 * dropped by generation, because a Map whose first entries were deleted one by one is slow to iterate.
 */
export class BoundedMap<Key, Value> {
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();
  readonly #limit: number;
  readonly #onForgotten: ((value: Value) => void) | undefined;

  constructor(limit: number, onForgotten?: (value: Value) => void) {
    this.#limit = limit;
    this.#onForgotten = onForgotten;
  }

  /** Oldest first. */
  values(): readonly Value[] {
    return [...new Map([...this.#old, ...this.#young]).values()];
  }

  get(key: Key): Value | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  has(key: Key): boolean {
    return this.#young.has(key) || this.#old.has(key);
  }

  set(key: Key, value: Value): void {
    this.#young.set(key, value);
    if (this.#young.size < this.#limit) return;
    const forgotten = this.#old;
    this.#old = this.#young;
    this.#young = new Map();
    if (this.#onForgotten === undefined) return;
    for (const [forgottenKey, one] of forgotten) if (!this.has(forgottenKey)) this.#onForgotten(one);
  }

  delete(key: Key): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}
