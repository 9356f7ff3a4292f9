/** Prompts of Opik that one template filled in, for the models that are asked below the same run. */
export interface FilledPrompts {
  readonly prompts: readonly unknown[];
  /** Whether a model had been asked with one before: those count no longer where nothing tells them apart. */
  readonly beginsAnew: boolean;
  /** What came of the template: messages, as the host has them, or a text. */
  parts: readonly unknown[];
  /** Whether a model has been asked with them. */
  areTaken: boolean;
}
