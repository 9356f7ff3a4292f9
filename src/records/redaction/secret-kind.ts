import type { Effort } from "./effort.js";
import type { HiddenParts, Part } from "./hidden-parts.js";

/** A text that is being searched. */
export interface Reading {
  readonly text: string;
  readonly effort: Effort;
  /** What has been found in it. */
  readonly hidden: HiddenParts;
}

/** Checks a place where there may be a secret. It is called from front to back. */
export type Look = (from: number, to: number) => Part | undefined;

/** A kind of secret, by how the places are found where one may be. */
export type SecretKind = {
  /** Starts to search a text. */
  readonly lookIn: (reading: Reading) => Look;
} & (
  | {
      /** Fixed texts, regardless of case: each secret has one of them in it, or near it. */
      readonly signs: readonly string[];
      readonly form?: undefined;
    }
  | {
      /** For kinds without such a text. */
      readonly form: RegExp;
      readonly signs?: undefined;
    }
);
