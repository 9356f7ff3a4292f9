/** A call of a tool that failed before the tool ran, such as one whose arguments were not what the tool takes. */
export interface RefusedCall {
  readonly id: string | undefined;
  readonly name: string | undefined;
}

// Memory stays bounded; what is beyond is not counted.
const MAX_KNOWN = 20_000;

/** The calls of tools in one tree that ran, or are known to have failed before: LangChain reports no run of those. */
export class ToolCalls {
  readonly #known = new Set<string>();

  /** @param id - undefined: an older LangChain does not tell it; then the tool's name stands for its calls */
  ran(id: string | undefined, name: string): void {
    this.#note(id ?? nameKey(name));
  }

  /** Which of the calls that failed are neither known for it nor ran. From now on they are. */
  takeRefused(failed: readonly RefusedCall[]): readonly RefusedCall[] {
    return failed.filter(({ id, name = "" }) => {
      if (id === undefined || this.#known.has(id) || this.#known.has(nameKey(name))) return false;
      return this.#note(id);
    });
  }

  #note(key: string): boolean {
    if (this.#known.size >= MAX_KNOWN) return false;
    this.#known.add(key);
    return true;
  }
}

function nameKey(name: string): string {
  return `name ${name}`;
}
