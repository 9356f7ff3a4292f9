/** The prompts that were filled in below a run, for the next model that is asked there. */
export interface FilledPrompts {
  readonly prompts: readonly unknown[];
  /** Whether a model has been asked with them. */
  readonly areTaken: boolean;
}
