import { safeText } from "../logging/safe-text.js";

/** Known to every copy of this package, so that the ESM and the CommonJS build recognise each other's errors. */
const BRAND = Symbol.for("langchain-opik.SettingsError");

/** An option given in code has a value that it cannot have. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly [BRAND] = true;
  /** The option, as the code named it: `maxWaitMs`, `clientConfig.apiUrl`. */
  readonly option: string;
  /** The value as people may see it; a secret is masked. */
  readonly shown: string;
  /** What the value may be. */
  readonly allowed: string;

  constructor(problem: { readonly option: string; readonly shown: string; readonly allowed: string }) {
    super(safeText(`langchain-opik: ${problem.option} is ${problem.shown}, but must be ${problem.allowed}.`));
    this.option = problem.option;
    this.shown = safeText(problem.shown);
    this.allowed = problem.allowed;
  }
}

/** Like `instanceof`, but also true for an error of another copy of this package. */
export function isSettingsError(error: unknown): error is SettingsError {
  return typeof error === "object" && error !== null && BRAND in error;
}
