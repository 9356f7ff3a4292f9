const NO_PARTS: readonly unknown[] = [];

/** Prompts of Opik that one template filled in, for the models that are asked below the same run. */
export class FilledPrompts {
  readonly prompts: readonly unknown[];
  /**
   * True if a model was asked with an earlier prompt of the same parent; earlier prompts are then ignored where the
   * messages can't be matched.
   */
  readonly beginsAnew: boolean;
  #parts = NO_PARTS;
  #isTaken = false;

  constructor(prompts: readonly unknown[], beginsAnew: boolean) {
    this.prompts = prompts;
    this.beginsAnew = beginsAnew;
  }

  /** The output of the template: messages, as the host has them, or a text. */
  get parts(): readonly unknown[] {
    return this.#parts;
  }

  /** Whether a model has been asked with them. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  gave(parts: readonly unknown[]): void {
    this.#parts = parts;
  }

  take(): void {
    this.#isTaken = true;
  }
}
