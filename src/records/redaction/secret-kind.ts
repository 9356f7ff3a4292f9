import type { Effort } from "./effort.js";
import type { HiddenParts, Part } from "./hidden-parts.js";

/** A text that is looked at. */
export interface Reading {
  readonly text: string;
  readonly effort: Effort;
  /** What has been found in it. */
  readonly hidden: HiddenParts;
}

/** Looks whether there is a secret where there may be one. It is asked from front to back. */
export type Look = (from: number, to: number) => Part | undefined;

/** A kind of secret, by how places are found where there may be one. */
export type SecretKind = {
  /** Begins to look at a text. */
  readonly lookIn: (reading: Reading) => Look;
} & (
  | {
      /** Fixed texts, without regard to case: one of them stands in each secret, or near it. */
      readonly signs: readonly string[];
      readonly form?: undefined;
    }
  | {
      /** Where there is no such text. */
      readonly form: RegExp;
      readonly signs?: undefined;
    }
);
