export interface Part {
  readonly from: number;
  readonly to: number;
}

/** The parts of a text that are replaced by a mark. */
export class HiddenParts {
  readonly #text: string;
  readonly #mark: string;
  readonly #parts: Part[] = [];
  /** Everything from here on is hidden. */
  #rest: number;

  constructor(text: string, mark: string) {
    this.#text = text;
    this.#mark = mark;
    this.#rest = text.length;
  }

  get rest(): number {
    return this.#rest;
  }

  /** @returns whether there is anything to hide: a part that was hidden before is a mark already */
  hide(part: Part): boolean {
    if (this.#text.startsWith(this.#mark, part.from)) return false;
    this.#parts.push(part);
    return true;
  }

  hideRest(from: number): void {
    if (from >= this.#rest) return;
    this.#rest = from;
    this.#parts.push({ from, to: this.#text.length });
  }

  /** From front to back; parts that overlap or touch are merged. */
  inOrder(): readonly Part[] {
    const joined: Part[] = [];
    let last: Part | undefined;
    for (const part of this.#parts.toSorted((one, other) => one.from - other.from)) {
      if (last !== undefined && part.from <= last.to) {
        last = { from: last.from, to: Math.max(last.to, part.to) };
        joined[joined.length - 1] = last;
      } else {
        last = part;
        joined.push(part);
      }
    }
    return joined;
  }

  /** The text with a mark in place of each part. */
  toString(): string {
    if (this.#parts.length === 0) return this.#text;
    let shown = "";
    let end = 0;
    for (const { from, to } of this.inOrder()) {
      shown += this.#text.slice(end, from) + this.#mark;
      end = to;
    }
    return shown + this.#text.slice(end);
  }
}

/** Parts in order, for lookups that go from front to back. */
export class PartsAhead {
  readonly #parts: readonly Part[];
  #next = 0;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /** The first part that ends after this place. */
  endingAfter(at: number): Part | undefined {
    let part = this.#parts[this.#next];
    while (part !== undefined && part.to <= at) part = this.#parts[++this.#next];
    return part;
  }

  isIn(at: number): boolean {
    const part = this.endingAfter(at);
    return part !== undefined && part.from <= at;
  }
}
