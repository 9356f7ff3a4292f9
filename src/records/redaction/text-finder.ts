const CHARACTERS = 65_536;
const START = 0;
/** Most texts have fewer. */
const FEW = 1_024;

/**
 * Finds any number of fixed texts in one reading of a text, without regard to case: the automaton of Aho and Corasick.
 * What is looked for has ASCII characters alone.
 */
export class TextFinder {
  /** The column of each character; characters that occur in no text share the first. */
  readonly #columns = new Uint8Array(CHARACTERS);
  /** A state is a row of columns, which hold the rows of the next states. */
  readonly #next: Int32Array;
  /** For the row of each state, which ending it is. */
  readonly #ending: Uint16Array;
  readonly #endings: (readonly number[])[] = [[]];
  /** Kept, since allocating a long one for each text takes longer than filling it. */
  #found = new Int32Array(FEW);

  constructor(texts: readonly string[]) {
    const lower = texts.map((text) => text.toLowerCase());
    const all = lower.join("");
    const characters = [...new Set(all)];
    for (const [index, character] of characters.entries()) {
      this.#columns[character.charCodeAt(0)] = index + 1;
      this.#columns[character.toUpperCase().charCodeAt(0)] = index + 1;
    }
    const width = characters.length + 1;
    // No character begins more than one state.
    this.#next = new Int32Array((all.length + 1) * width);
    this.#ending = new Uint16Array(this.#next.length);
    this.#fillRows(treeOf(lower), width);
  }

  /** For each ending, the indexes of the texts that end that way, the longest first. */
  get endings(): readonly (readonly number[])[] {
    return this.#endings;
  }

  /**
   * @param most - how many places are looked for
   * @returns of each place where texts end, from front to back, which ending it is, and the place itself; good until
   *   the next call
   */
  find(text: string, most: number): Int32Array {
    // Read once: this is the one place that sees each character of all texts.
    const [columns, next, endings] = [this.#columns, this.#next, this.#ending];
    let found = this.#found;
    let length = 0;
    let state = START;
    for (let at = 0; at < text.length; at += 1) {
      state = next[state + (columns[text.charCodeAt(at)] ?? 0)] ?? START;
      const ending = endings[state] ?? 0;
      if (ending === 0) continue;
      if (length === found.length) found = this.#found = twiceAsLong(found);
      found[length++] = ending;
      found[length++] = at + 1;
      if (length >= most * 2) break;
    }
    return found.subarray(0, length);
  }

  #fillRows(tree: Branch, width: number): void {
    const branches = [tree];
    for (const [index, { next, texts, fallback }] of branches.entries()) {
      const row = index * width;
      // Where a text does not continue, its longest ending that begins another text does.
      this.#next.copyWithin(row, fallback, fallback + width);
      if (texts.length > 0) this.#ending[row] = this.#endings.push(texts) - 1;
      for (const [character, branch] of next) {
        const cell = row + (this.#columns[character.charCodeAt(0)] ?? 0);
        branch.fallback = this.#next[cell] ?? START;
        branch.texts.push(...(branches[branch.fallback / width]?.texts ?? []));
        this.#next[cell] = (branches.push(branch) - 1) * width;
      }
    }
  }
}

/** What may follow the beginning of a text. */
interface Branch {
  readonly next: Map<string, Branch>;
  /** Indexes of those that end here, and of those that end with an end of it. */
  readonly texts: number[];
  /** The row of its longest ending that is also a beginning. */
  fallback: number;
}

function treeOf(texts: readonly string[]): Branch {
  const tree = newBranch();
  for (const [index, text] of texts.entries()) {
    let branch = tree;
    for (const character of text) {
      const next = branch.next.get(character) ?? newBranch();
      branch.next.set(character, next);
      branch = next;
    }
    branch.texts.push(index);
  }
  return tree;
}

function newBranch(): Branch {
  return { next: new Map(), texts: [], fallback: START };
}

function twiceAsLong(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(numbers.length * 2);
  more.set(numbers);
  return more;
}
