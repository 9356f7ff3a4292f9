/** A call of a tool that failed before the tool ran, such as one with arguments that the tool does not accept. */
export interface RefusedCall {
  readonly id: string | undefined;
  readonly name: string | undefined;
}

// Memory stays bounded; further calls are not counted.
const MAX_KNOWN = 20_000;

/** The calls of tools in one tree that ran, or are known to have failed before: LangChain reports no run of those. */
export class ToolCalls {
  readonly #known = new Set<string>();

  /** @param id - undefined where an older LangChain does not report it; then the tool's name identifies its calls */
  ran(id: string | undefined, name: string): void {
    this.#note(id ?? nameKey(name));
  }

  /** Which of the failed calls are new: neither known to have failed nor to have run. From now on they are known. */
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
